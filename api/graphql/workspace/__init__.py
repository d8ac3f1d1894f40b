"""The workspace in the schema."""
