"""The write side: aggregates, their events, the use cases that decide, and the event log."""
