"""Where recordings are made: for each a journal, the file that is made from it, and a claim of the process at work.

Several media processes may share the folder. Only the one that holds a recording's claim records it or publishes it;
the claim is gone with the process, and then another one may.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from media.recorder.journal import InUse, lock
from runtime.storage.sealed_storage import sealed_beside

__all__ = ["InUse", "WorkFolder"]


class WorkFolder:
    """Waits for disks: call it through `in_thread`. All methods raise OSError."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def claim(self, recording_id: UUID) -> Iterator[None]:
        """Raises InUse while another process, or another task of this one, works on the recording."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._path(recording_id, "claim").open("ab") as file:
            lock(file.fileno())
            yield

    def journal(self, recording_id: UUID) -> Path:
        return self._path(recording_id, "journal")

    def file(self, recording_id: UUID) -> Path:
        return self._path(recording_id, "webm")

    def clear(self, recording_id: UUID) -> None:
        """Nothing of it is needed any more. Whoever holds its claim may do so."""
        sealed_beside(self.file(recording_id)).unlink(missing_ok=True)
        for kind in ("webm", "journal", "claim"):
            self._path(recording_id, kind).unlink(missing_ok=True)

    def journals(self) -> list[UUID]:
        """The recordings that have one."""
        found = []
        for path in sorted(self._folder.glob("*.journal")):
            try:
                found.append(UUID(path.stem))
            except ValueError:
                continue
        return found

    def _path(self, recording_id: UUID, kind: str) -> Path:
        return self._folder / f"{recording_id}.{kind}"
