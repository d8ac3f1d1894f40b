"""The newest checkpoint in a file: what remembers it when the database is put back to an earlier state."""

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

    def write(self, note: SignedNote) -> None:
        """Raises CannotPublish."""
        try:
            write_whole(self.path, bytes(note))
        except OSError as problem:
            raise CannotPublish(f"No checkpoint can be kept in {self.path}: {problem.strerror}.") from None
