"""Calls in the schema."""
