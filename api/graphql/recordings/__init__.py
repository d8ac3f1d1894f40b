"""Recordings in the schema."""
