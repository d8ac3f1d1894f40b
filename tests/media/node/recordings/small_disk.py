"""A disk of a few megabytes: a tmpfs that only one process and its children see, in a mount namespace of their own."""

import errno
import subprocess
from pathlib import Path

MOUNT = 'mount -t tmpfs -o "$1" ringlog "$2" && shift 2 && exec "$@"'
BLOCK = bytes(1 << 16)


def on_small_disk(folder: Path, options: str, command: list[str]) -> list[str]:
    """The command, as one that finds such a disk at `folder`; options: of mount, such as size=80m."""
    return ["unshare", "--mount", "sh", "-c", MOUNT, "sh", options, str(folder), *command]


def can_be_mounted() -> bool:
    return subprocess.run(on_small_disk(Path("/mnt"), "size=1m", ["true"]), capture_output=True).returncode == 0


def seen_by(pid: int, path: Path) -> Path:
    """The path as that process sees it."""
    return Path(f"/proc/{pid}/root{path}")


def fill(file: Path, size: int | None = None) -> None:
    """With that many bytes; without, until nothing more fits."""
    left = size
    with file.open("wb", buffering=0) as filler:
        while left is None or left > 0:
            try:
                written = filler.write(BLOCK)
            except OSError as problem:
                if problem.errno == errno.ENOSPC:
                    return
                raise
            left = None if left is None else left - written
