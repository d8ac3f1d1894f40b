"""Goes once through a file, and compares it with what was signed."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import BinaryIO, NamedTuple

from carry.checking.proven_events import ProvenEvents
from carry.checking.whole_log import WholeLog
from carry.file.manifest import Manifest, Of
from carry.file.problems import Damaged, NotUsable
from carry.file.reader import Reader
from carry.file.vault_entries import Destroyed, Key
from domain.kernel.counted import counted
from proof.notes.checkpoint import Checkpoint
from proof.notes.signed_note import WrongSignature
from proof.notes.verifier_key import VerifierKey
from proof.verification.verify import Signed

Progress = Callable[[int, int], None]  # how far it is, of how far: positions


class Outside(NamedTuple):
    """What somebody has kept elsewhere: the keys of the log, and perhaps a checkpoint, which these have signed."""

    keys: tuple[VerifierKey, ...]
    checkpoint: Checkpoint | None = None


class Checked(NamedTuple):
    """An intact file. `streams`: how many there are in a part of a log; 0 in a whole one."""

    manifest: Manifest
    signed: Checkpoint
    events: int
    streams: int
    keys: int
    destroyed: int


def check(file: BinaryIO, outside: Outside | None, progress: Progress = lambda _done, _of: None) -> Checked:
    """Without anything from outside, the keys in the file are trusted.

    Raises NotUsable where the file or what it is to be compared with can't be; Damaged where it isn't intact; OSError.
    """
    reader = Reader(file)
    signed = verified_checkpoint(reader.manifest, outside)
    also = None if outside is None else outside.checkpoint
    if reader.manifest.of is Of.LOG:
        streams = 0
        _check_log(reader, [signed, *([] if also is None else [also])], progress)
    else:
        if also is not None and (also.size, also.root) != (signed.size, signed.root):
            raise _other_than_kept(signed, also)
        streams = _check_part(reader, signed, progress)
    kinds = Counter(map(type, reader.vault()))
    return Checked(reader.manifest, signed, reader.events_read, streams, kinds[Key], kinds[Destroyed])


def verified_checkpoint(manifest: Manifest, outside: Outside | None) -> Checkpoint:
    """The checkpoint in the file, once its signature is verified. Raises Damaged, NotUsable."""
    note, signed = manifest.note(), manifest.signed()
    try:
        note.require_any(manifest.verifier_keys() if outside is None else outside.keys)
    except WrongSignature as problem:
        if outside is None:
            raise Damaged(f"The checkpoint in the manifest, of position {signed.size:,}: {problem}") from None
        raise NotUsable(f"The checkpoint in the file isn't by that key. {problem}") from None
    also = None if outside is None else outside.checkpoint
    if also is not None and also.origin != signed.origin:
        raise NotUsable(f"This is an export of the log {signed.origin}, and the checkpoint one of {also.origin}.")
    if also is not None and also.size > signed.size:
        raise NotUsable(
            f"The checkpoint is of {counted(also.size, 'event')}, and the export ends at position {signed.size:,}, "
            "before it: the one can't be compared with the other."
        )
    return signed


def _check_log(reader: Reader, signed: Sequence[Checkpoint], progress: Progress) -> None:
    log = WholeLog(Signed(each.size, each.root) for each in signed)
    for frame in reader.frames():
        log.take_in(frame.announced, [event.row for event in reader.events_of(frame)])
        progress(reader.position, reader.manifest.last)
    log.require_signed()


def _check_part(reader: Reader, signed: Checkpoint, progress: Progress) -> int:
    """Returns how many streams there are."""
    proven = ProvenEvents(reader.manifest, signed)
    for line, event in enumerate(reader.events(), 1):
        proven.take_in(event, line)
        if line % 1_000 == 0:
            progress(event.row.position, reader.manifest.last)
    return proven.streams


def _other_than_kept(signed: Checkpoint, kept: Checkpoint) -> Exception:
    if signed.size == kept.size:
        return Damaged(f"Position {signed.size:,}: the checkpoint in the file has another root than the one kept.")
    return NotUsable(
        f"The events in this file are proven by a checkpoint of {counted(signed.size, 'event')}, and the one "
        f"kept is of {kept.size:,}. Have it exported as of that one (`--checkpoint`), or verify it by the key alone."
    )
