"""What is to be exported, as of which checkpoint, and why it can't be."""

from typing import NamedTuple
from uuid import UUID

from psycopg import Connection

from carry.file.manifest import Of
from domain.kernel.counted import counted
from event_log.vault.master_key import MasterKey
from proof.checkpoints import published
from proof.checkpoints.identity import Identity
from proof.notes.checkpoint import Checkpoint
from proof.notes.malformed import Malformed
from proof.notes.signed_note import SignedNote, WrongSignature
from proof.store import NotInTree, root_at


class CannotExport(Exception):
    """A sentence says why. Nothing is lost; what was written so far is still there."""


class Wanted(NamedTuple):
    """`note`: the checkpoint; `transfer`: by which the vault's keys are to be wrapped, if they are to travel."""

    of: Of
    id: UUID | None
    note: SignedNote
    identity: Identity
    transfer: MasterKey | None = None

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.parse(self.note.text)


def checkpoint_of(connection: Connection[tuple[object, ...]], identity: Identity, witnessed: bool) -> SignedNote:
    """The newest that was published, or the newest that enough witnesses have cosigned. Raises CannotExport."""
    newest = published.newest_witnessed if witnessed else published.largest
    found = newest(connection, identity.origin)
    if found is None:
        which = "was witnessed" if witnessed else "was signed"
        raise CannotExport(f"Nothing of this log {which} yet: the worker of `ringlog serve` does it each second.")
    return found.signed()


def require_of_this_log(connection: Connection[tuple[object, ...]], identity: Identity, note: SignedNote) -> None:
    """Whether a checkpoint is one of the log as it is. Raises CannotExport, psycopg.Error."""
    try:
        found = Checkpoint.parse(note.text)
        note.require_any((*identity.keys, *identity.retired))
    except (Malformed, WrongSignature) as problem:
        raise CannotExport(f"That is no checkpoint of this log. {problem}") from None
    if found.origin != identity.origin:
        raise CannotExport(f"That is a checkpoint of {found.origin}, and this log is {identity.origin}.")
    try:
        same = root_at(connection, found.size) == found.root
    except NotInTree:
        same = False
    if not same:
        raise CannotExport(
            f"The log isn't the one of which a checkpoint of {counted(found.size, 'event')} was signed: "
            "`ringlog audit verify` tells more."
        )
