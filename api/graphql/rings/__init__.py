"""Rings in the schema."""
