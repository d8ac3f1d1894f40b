"""Recordings on a media node: begun and stopped as the log says, and published.

When one can't go on (a full disk, a recorder that died), `coordinator` publishes what there is, or says that it
failed; when the storage is away, `publishing` tries again until it is back. The recorder itself is `media/recorder`,
a process of its own.
"""
