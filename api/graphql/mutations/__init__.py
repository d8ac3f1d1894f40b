"""What clients can change, one file per concept."""
