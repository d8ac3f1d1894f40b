"""The proof: a Merkle tree over the log, by which anybody can tell whether anything was changed, removed or reordered.

`leaf` says what of an event is hashed, `tree` how hashes make roots and proofs, `edge` how a tree grows. `rows` reads
the log as it is stored, `store` the tree that the database has in schema `proof`. `notes` has
the formats of transparency logs, `checkpoints` signs roots, publishes them and has witnesses cosign them.
"""
