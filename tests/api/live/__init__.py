"""Shared execution of subscriptions, over real sockets and a real PostgreSQL."""
