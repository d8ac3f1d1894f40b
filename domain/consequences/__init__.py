"""Consequences: what follows from a fact, or from time, without anybody asking for it."""
