"""Calls as they were, how they became so, and how two of them differ."""
