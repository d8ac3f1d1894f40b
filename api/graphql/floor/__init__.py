"""The floor of a call in the schema."""
