"""The log in files: `file/` is their format, `exporting/` makes them from a database, `checking/` needs none.

A file has facts as they are stored, and what proves that they are: so it can be checked, and taken in, anywhere.
"""
