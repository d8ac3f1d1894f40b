"""An embedded PostgreSQL, for whoever has none."""
