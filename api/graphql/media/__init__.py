"""Media connections in the schema."""
