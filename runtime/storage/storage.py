"""Where the files of recordings are kept. A file is found by its recording's id and by nothing else."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from uuid import UUID

from runtime.config import Config
from runtime.storage.bucket import bucket_of
from runtime.storage.folder_storage import FolderStorage


class RecordingStorage(Protocol):
    """Waits for disks and networks: call it through `in_storage_thread`.

    All methods raise OSError; `strerror` says why.
    """

    def keep(self, recording_id: UUID, file: Path) -> None:
        """Take the file over; it is gone from where it was. Keeping one again takes the place of the first."""

    def read(self, recording_id: UUID, begin: int, end: int) -> Iterator[bytes]:
        """The bytes from `begin` up to, without, `end`. Raises FileNotFoundError at once."""

    def delete(self, recording_id: UUID) -> None:
        """Does nothing when it isn't there."""


def open_storage(config: Config) -> RecordingStorage:
    """The one that is configured. Nothing is asked of it yet."""
    bucket = bucket_of(config)
    if bucket is None:
        return FolderStorage(recordings_folder(config))
    from runtime.storage.s3_storage import S3Storage

    return S3Storage(bucket)


def recordings_folder(config: Config) -> Path:
    """What recordings need on the machine's own disks: those under way, and all of them without another storage."""
    if config.recordings is None or bucket_of(config) is not None:
        return config.data_folder / "recordings"
    return Path(config.recordings)
