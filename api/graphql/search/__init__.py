"""Searching the event log, for auditors."""
