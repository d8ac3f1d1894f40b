"""The read side: one module per read model, and what keeps them current."""
