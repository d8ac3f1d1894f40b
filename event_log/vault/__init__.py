"""The vault: keys of people, rooms and calls, under which what is personal in the log and the views is sealed.

`sealing.py` seals and opens texts, `keys.py` has the keys, each in one row of schema `vault`, wrapped by the master key
of `master_key.py`, which never is in the database. Destroying a key makes all that is sealed under it unreadable, also
in backups, replicas and exports.
"""
