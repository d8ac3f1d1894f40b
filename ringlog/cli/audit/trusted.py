"""What a log is compared with besides its own tree, and whose signature that rests on."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from eventsourcing.persistence import MapperDeserialisationError, PersistenceError

from domain.kernel.errors import DomainError
from domain.log_keys.use_cases import log_key_of
from event_log.application import Ringlog
from proof.checkpoints.identity import Identity
from proof.notes.checkpoint import Checkpoint
from proof.notes.malformed import Malformed
from proof.notes.signed_note import SignedNote, WrongSignature
from proof.notes.verifier_key import VerifierKey
from proof.verification.faults import Fault, Kind
from proof.verification.stored import Published, StoredLog
from proof.verification.verify import Signed

OWN_KEY = "Whoever could change the log may have had that key too: give a checkpoint and a key from outside to be sure."


class Trusted(NamedTuple):
    """What was signed, and what is wrong with what only claims to be; `why`: whose key is trusted, in sentences."""

    signed: list[Signed]
    faults: list[Fault]
    why: str


def verify_note(note: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint in a signed note. Raises Malformed and WrongSignature."""
    read = SignedNote.parse(note)
    read.require_any(tuple(keys))
    return Checkpoint.parse(read.text)


def by_files(checkpoint: Path, key: Path) -> Trusted:
    """A checkpoint and the keys that may have signed it, from outside. Raises Malformed, WrongSignature, OSError."""
    keys = [VerifierKey.parse(line) for line in key.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = verify_note(checkpoint.read_bytes(), keys)
    why = f"Trusted is {checkpoint}, a checkpoint of {found.size:,} events of {found.origin}, signed by a key in {key}."
    return Trusted([Signed(found.size, found.root)], [], why)


def by_installation(database_url: str, log: StoredLog) -> Trusted:
    """The checkpoints that this installation published, as far as the keys on record have signed them."""
    try:
        with Ringlog(env={"DATABASE_URL": database_url}) as application:
            log_key = log_key_of(application)
    except (PersistenceError, MapperDeserialisationError, DomainError, Malformed) as problem:
        return Trusted([], [], f"No checkpoint is trusted, since the log's own key can't be read from it: {problem}")
    if log_key is None:
        return Trusted([], [], "Nothing was signed yet: the log was compared with its own tree alone.")
    identity = Identity.of(log_key)
    keys = (*identity.keys, *identity.retired)
    signed, faults = _checked(log.checkpoints(identity.origin), keys)
    names = ", ".join(f"{each.name}+{each.id.hex()}" for each in identity.keys)
    return Trusted(signed, faults, f"Trusted is this installation's own key, {names}. {OWN_KEY}")


def _checked(published: Iterable[Published], keys: tuple[VerifierKey, ...]) -> tuple[list[Signed], list[Fault]]:
    signed, faults = [], []
    for each in published:
        problem = _problem(each, keys)
        if problem is None:
            signed.append(Signed(each.size, each.root))
        else:
            what = f"Position {each.size:,}: the checkpoint there was changed. {problem}"
            faults.append(Fault(Kind.CHECKPOINT, each.size, each.size, what))
    return signed, faults


def _problem(published: Published, keys: tuple[VerifierKey, ...]) -> str | None:
    """Why it can't be trusted, a sentence."""
    try:
        found = verify_note(published.note, keys)
    except (Malformed, WrongSignature) as problem:
        return str(problem)
    same = (found.origin, found.size, found.root) == (published.origin, published.size, published.root)
    return None if same else "What is on record of it isn't what was signed."
