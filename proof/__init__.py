"""The log proves itself: a Merkle tree over it, and checkpoints that are signed, published and witnessed."""
