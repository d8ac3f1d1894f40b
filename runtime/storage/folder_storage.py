"""Recordings as files in a folder, which several hosts may share."""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

BLOCK = 256 * 1024  # bytes


class FolderStorage:
    """A RecordingStorage. What it is to keep is on the same file system: it only gets another name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, recording_id: UUID, file: Path) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.replace(self._path(recording_id))
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def read(self, recording_id: UUID, begin: int, end: int) -> Iterator[bytes]:
        file = self._path(recording_id).open("rb")
        file.seek(begin)

        def blocks() -> Iterator[bytes]:
            left = end - begin
            with file:
                while left > 0 and (block := file.read(min(BLOCK, left))):
                    left -= len(block)
                    yield block

        return blocks()

    def delete(self, recording_id: UUID) -> None:
        self._path(recording_id).unlink(missing_ok=True)

    def _path(self, recording_id: UUID) -> Path:
        return self._folder / f"{recording_id}.webm"
