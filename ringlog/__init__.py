"""The program: its command line, the supervisor of its roles, an embedded PostgreSQL, and a demo."""
