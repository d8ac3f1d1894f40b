"""Room on the disk that a recording is written to. What comes of too little: `media/node/recordings`."""

import errno
import os
from pathlib import Path

RESERVE = 64 << 20  # bytes that recordings leave to whoever else writes there, such as the database


def require_room(folder: Path, more: int) -> None:
    """Raises OSError unless that many bytes more fit into the folder, and the reserve."""
    disk = os.statvfs(folder)
    if disk.f_bavail * disk.f_frsize < more + RESERVE:
        raise OSError(errno.ENOSPC, "Too little room is left on the disk")
