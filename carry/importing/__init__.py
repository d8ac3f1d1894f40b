"""Takes a file into a database: a whole log into an empty one, or anything into a sandbox.

`binary_rows.py` writes rows as PostgreSQL copies them, `staging.py` keeps what was taken in so far beside the log,
`vault.py` takes in the keys, `present.py` compares the file with a log that is there already, `settling.py` makes of
what was staged the log, and `importing.py` goes through the file.
"""
