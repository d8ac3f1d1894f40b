"""Users and rooms in the schema."""
