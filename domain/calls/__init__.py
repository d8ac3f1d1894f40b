"""Calls: who is rung, who is in them, who is host, and when they end."""
