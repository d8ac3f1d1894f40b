"""What every subject of the domain is made of: aggregates, facts, use cases, ids, and what they share."""
