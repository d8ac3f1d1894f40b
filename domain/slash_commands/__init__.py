"""Slash commands: calls by text."""
