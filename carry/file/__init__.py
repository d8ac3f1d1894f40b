"""The format of exports: CloudEvents in lines, in frames of zstd, behind a manifest, up to a seal.

`blocks.py` has the frames, `manifest.py` what they begin and end with, `cloud_events.py` the lines, and
`vault_entries.py` the keys that may travel along. `writer.py` writes a file, and goes on with one that was broken off;
`reader.py` reads it, once, whatever its size is. `docs/decisions/carry.md` says why it is so.
"""
