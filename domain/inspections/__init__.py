"""Inspections: what auditors look at is on record too."""
