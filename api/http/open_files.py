"""The limit of open files: each connection is one."""

import resource

KEPT_FILES = 200
"""File descriptors that connections leave for everything else: the database, recordings, the log."""


def room_for_connections(wanted: int) -> int:
    """How many connections this process can have of those wanted; raises its own limit of open files for them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = wanted + KEPT_FILES
    if soft != resource.RLIM_INFINITY and soft < hard:
        soft = min(hard, max(soft, wanted + KEPT_FILES))
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    return wanted if soft == resource.RLIM_INFINITY else min(wanted, max(1, soft - KEPT_FILES))
