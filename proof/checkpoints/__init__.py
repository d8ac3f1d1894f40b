"""Checkpoints of the tree: signed, published, and cosigned by witnesses.

`publisher` does it each second, under what `identity` says that this log is called, by the keys of `key_file` or an
external program (`signers`), and never for a log that lacks what was published before. `published` is what the database
knows of it, `checkpoint_file` what the data folder does; `witness_rounds` asks witnesses by `witness_requests`.
"""
