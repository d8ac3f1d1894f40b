"""The newest checkpoint in a file: what remembers it when the database is put back to an earlier state."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

from proof.checkpoints.problem import CannotPublish
from proof.checkpoints.whole_files import write_whole
from proof.notes.checkpoint import Checkpoint
from proof.notes.malformed import Malformed
from proof.notes.signed_note import SignedNote


class CheckpointFile:
    """It is written before what it says is published anywhere else."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> SignedNote | None:
        """None before the first. Raises CannotPublish if it can't be read, or has something else."""
        try:
            note = SignedNote.parse(self.path.read_bytes())
            Checkpoint.parse(note.text)
        except FileNotFoundError:
            return None
        except (Malformed, OSError) as problem:
            raise CannotPublish(f"{self.path} has to have the checkpoint that was published last: {problem}") from None
        return note

    def write(self, note: SignedNote, former_origins: Collection[str] = ()) -> bool:
        """Whether it is kept: not if somebody else has kept one of more events meanwhile, or of a later name.

        `former_origins`: what the log was called before. Raises CannotPublish.
        """
        new = Checkpoint.parse(note.text)
        try:
            with self._alone():
                kept = self.read()
                if kept is not None and not _follows(new, Checkpoint.parse(kept.text), former_origins):
                    return False
                write_whole(self.path, bytes(note))
                return True
        except OSError as problem:
            raise CannotPublish(f"No checkpoint can be kept in {self.path}: {problem.strerror}.") from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of all processes of the machine."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(f".{self.path.name}.lock").open("wb") as lock:
            flock(lock, LOCK_EX)
            yield


def _follows(new: Checkpoint, kept: Checkpoint, former_origins: Collection[str]) -> bool:
    return new.size >= kept.size if kept.origin == new.origin else kept.origin in former_origins
