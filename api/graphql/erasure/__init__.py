"""Erasing people, and legal holds: what of it is on record, and the mutations of admins."""
