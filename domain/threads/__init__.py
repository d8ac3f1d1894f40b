"""The threads of calls: what people write during a call and after it."""
