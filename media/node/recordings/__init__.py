"""Recordings on a media node: begun and stopped as the log says, and published."""
