"""Where the files of recordings are kept. A file is found by its recording's id and by nothing else."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from uuid import UUID

from api.config import Config

BLOCK = 256 * 1024  # bytes


def recordings_folder(config: Config) -> Path:
    """Where recordings are kept while no other storage is set."""
    return config.data_folder / "recordings"


class RecordingStorage(Protocol):
    """Waits for disks and networks: call it through `in_thread`. All methods raise OSError."""

    def keep(self, recording_id: UUID, file: Path) -> None:
        """Take the file over; it is gone from where it was. Keeping one again takes the place of the first."""

    def read(self, recording_id: UUID, begin: int, end: int) -> Iterator[bytes]:
        """The bytes from `begin` up to, without, `end`. Raises FileNotFoundError at once."""


class FolderStorage:
    """Files in a folder, which several hosts may share."""

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

    def _path(self, recording_id: UUID) -> Path:
        return self._folder / f"{recording_id}.webm"
