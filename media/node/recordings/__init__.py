"""Recordings on a media node: begun and stopped as the log says (`coordinator`), and published (`publishing`).

A recording for which there is no room on the disk to begin with fails. When the disk fills up or the recorder dies
later, it is interrupted, and what there is by then is published. Publishing waits, and tries again, while the disk is
full or the storage away. The recorder itself is `media/recorder`, a process of its own.
"""
