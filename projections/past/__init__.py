"""The views as they were at a position of the log, folded in memory from the facts that they are about."""
