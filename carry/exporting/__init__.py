"""Makes files of a log: all of it, or what it has of a call, a room or a person.

`wanted.py` says what is wanted, `selection.py` finds its rows, `part_file.py` has the file while it isn't whole,
`vault_contents.py` what travels of the vault; `export.py` brings them together. `readable.py` makes of a finished file
one that people can read.
"""
