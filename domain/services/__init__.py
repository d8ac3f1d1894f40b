"""The use cases: each loads, takes one decision and records it."""
