"""Threads in the schema."""
