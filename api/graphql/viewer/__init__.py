"""Whoever asks, in the schema."""
