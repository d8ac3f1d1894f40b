"""A storage of recordings that keeps nothing readable: each file is encrypted under its recording's key in the vault.

With the key go the file, its older versions, and the backups of the storage. Files from before are plain, and are read
as ever: their recordings never had a key.
"""

import errno
import logging
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from eventsourcing.persistence import PersistenceError

from domain.kernel.personal import Erased, PersonIsErased
from event_log.vault.key_ring import UnknownKey
from event_log.vault.master_key import MasterKeyUnusable
from event_log.vault.sealing import NotAsSealed, Sealer
from runtime.storage.sealed_file import CHUNK, HEAD, KEY, Chunks, Head, NotAsStored
from runtime.storage.storage import RecordingStorage

logger = logging.getLogger(__name__)

CHANGED = "the stored file isn't what was stored"
NO_KEY = "the vault has no key for the file"
VAULT_AWAY = "the vault can't be read"


class FileExpired(FileNotFoundError):
    """The key of the file is destroyed: whether it is there makes no difference any more."""


class SealedStorage:
    """A RecordingStorage before another one. `keep` needs room for the file once more, where it is."""

    def __init__(self, storage: RecordingStorage, sealer: Sealer) -> None:
        self._storage = storage
        self._sealer = sealer

    def keep(self, recording_id: UUID, file: Path) -> None:
        sealed = sealed_beside(file)
        try:
            with _told_as_os_error(recording_id):
                self._seal(recording_id, file, sealed)
            self._storage.keep(recording_id, sealed)
        finally:
            sealed.unlink(missing_ok=True)
        file.unlink()

    def read(self, recording_id: UUID, begin: int, end: int) -> Iterator[bytes]:
        """Raises FileExpired at once."""
        with _told_as_os_error(recording_id):
            head = Head.read(b"".join(self._storage.read(recording_id, 0, HEAD)))
            if head is None:
                self._require_plain(recording_id)
                return self._storage.read(recording_id, begin, end)
            chunks = self._chunks(recording_id, head)
            extent = chunks.extent(begin, end)
            opened = chunks.opened(self._storage.read(recording_id, extent.begin, extent.end), begin, end)
            first = next(opened, b"")  # so that what can't be read is known before anything is sent

        def blocks() -> Iterator[bytes]:
            yield first
            with _told_as_os_error(recording_id):
                yield from opened

        return blocks()

    def delete(self, recording_id: UUID) -> None:
        self._storage.delete(recording_id)

    def _seal(self, recording_id: UUID, file: Path, sealed: Path) -> None:
        """On the disk when this returns."""
        size, key = file.stat().st_size, secrets.token_bytes(32)
        sealed_key = self._sealer.seal(key.hex(), (recording_id,), _place(recording_id, size))
        assert len(sealed_key) == KEY
        with file.open("rb") as plain, sealed.open("wb") as written:
            for piece in Chunks(Head(size, sealed_key), key).sealed(iter(lambda: plain.read(CHUNK), b"")):
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())

    def _chunks(self, recording_id: UUID, head: Head) -> Chunks:
        key = self._sealer.open(head.sealed_key, (recording_id,), _place(recording_id, head.size))
        if isinstance(key, Erased):
            raise FileExpired
        return Chunks(head, bytes.fromhex(key))

    def _require_plain(self, recording_id: UUID) -> None:
        """Whoever can write to the storage puts no plain file in the place of one that is sealed."""
        try:
            cipher = self._sealer.keys.opening((recording_id,))
        except UnknownKey:
            if self._sealer.keys.lost((recording_id,)):
                raise
            return
        raise FileExpired if cipher is None else NotAsStored


def sealed_beside(file: Path) -> Path:
    """Where a file is while it is sealed."""
    return file.with_name(f"{file.name}.sealed")


def _place(recording_id: UUID, size: int) -> bytes:
    return f"recording {recording_id.hex} {size}".encode()


@contextmanager
def _told_as_os_error(recording_id: UUID) -> Iterator[None]:
    try:
        yield
    except (NotAsStored, NotAsSealed):
        logger.warning("The file of recording %s in the storage was changed, or cut off", recording_id)
        raise OSError(errno.EIO, CHANGED) from None
    except (PersonIsErased, UnknownKey) as problem:
        logger.warning("The file of recording %s: %s", recording_id, problem)
        raise OSError(errno.EIO, NO_KEY) from None
    except (PersistenceError, MasterKeyUnusable) as problem:
        logger.warning("The file of recording %s: %s", recording_id, problem)
        raise OSError(errno.EIO, VAULT_AWAY) from None
