"""What is below `/log`: checkpoints, tiles and proofs of the event log, as others' tools expect them."""
