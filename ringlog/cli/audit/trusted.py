"""What a log is compared with besides its own tree, and whose signature that rests on."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from eventsourcing.persistence import MapperDeserialisationError, PersistenceError

from domain.kernel.counted import counted
from domain.kernel.errors import DomainError
from domain.log_keys.use_cases import log_key_of
from event_log.application import Ringlog
from proof.checkpoints.identity import Identity
from proof.notes.checkpoint import Checkpoint
from proof.notes.malformed import Malformed
from proof.notes.policy import Policy
from proof.notes.signed_note import Signature, SignedNote, WrongSignature
from proof.notes.verifier_key import VerifierKey, cosigned_at
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


def by_files(checkpoint: Path, key: str, policy: Policy) -> Trusted:
    """A checkpoint and the keys that may have signed it, from outside; a file of them, or the only one.

    Raises Malformed, WrongSignature, OSError.
    """
    note = checkpoint.read_bytes()
    found = verify_note(note, keys_in(key))
    by = "that key" if is_verifier_key(key) else f"a key in {key}"
    why = f"Trusted is {checkpoint}, a checkpoint of {counted(found.size, 'event')} of {found.origin}, signed by {by}."
    return Trusted([Signed(found.size, found.root)], [], " ".join([why, *witnessed(SignedNote.parse(note), policy)]))


def keys_in(key: str) -> tuple[VerifierKey, ...]:
    """The only one, or those of a file. Raises Malformed, OSError."""
    lines = [key] if is_verifier_key(key) else Path(key).read_text(encoding="utf-8").splitlines()
    return tuple(VerifierKey.parse(line) for line in lines if line.strip())


def witnessed(note: SignedNote, policy: Policy) -> list[str]:
    """Who of a policy has cosigned it, in a sentence. Raises WrongSignature."""
    if not policy.witnesses:
        return []
    cosigned = note.verified([each.key for each in policy.witnesses.values()])
    names = ", ".join(f"{key.name} at {_time(found)}" for key, found in cosigned.items())
    said = f"It was cosigned by {names}" if cosigned else "No witness of the policy has cosigned it"
    return [f"{said}, which suffices." if cosigned and policy.is_met_by(cosigned) else f"{said}; that isn't enough."]


def _time(cosignature: Signature) -> str:
    return datetime.fromtimestamp(cosigned_at(cosignature.signature) or 0, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def is_verifier_key(text: str) -> bool:
    """Whether it is meant to be one, and not a file's name."""
    return text.count("+") >= 2 and not Path(text).exists()


def by_installation(database_url: str, log: StoredLog, kept: SignedNote | None) -> Trusted:
    """The checkpoints that this installation published, as far as the keys on record have signed them.

    `kept`: the one in the data folder, which whoever changes the database doesn't change along with it.
    """
    try:
        with Ringlog(env={"DATABASE_URL": database_url}) as application:
            log_key = log_key_of(application)
    except (PersistenceError, MapperDeserialisationError, DomainError, Malformed) as problem:
        return Trusted([], [], f"No checkpoint is trusted, since the log's own key can't be read from it: {problem}")
    if log_key is None:
        why = "Nothing was signed yet: the log was compared with its own tree alone."
        return Trusted([], [], why if kept is None else f"{why} {_of_another(kept)}")
    identity = Identity.of(log_key)
    keys = (*identity.keys, *identity.retired)
    signed, faults = _checked(log.checkpoints(identity.origin), keys)
    names = ", ".join(f"{each.name}+{each.id.hex()}" for each in identity.keys)
    own = Trusted(signed, faults, f"Trusted is this installation's own key, {names}. {OWN_KEY}")
    return own if kept is None else _with_kept(own, kept, identity)


def _with_kept(own: Trusted, kept: SignedNote, identity: Identity) -> Trusted:
    """With the checkpoint in the data folder, unless it is of what the log was called before it was put back."""
    found = Checkpoint.parse(kept.text)
    if found.origin in identity.former_origins:
        return own
    if found.origin != identity.origin:
        return own._replace(why=f"{own.why} {_of_another(kept)}")
    try:
        kept.require_any((*identity.keys, *identity.retired))
    except WrongSignature as problem:
        what = f"Position {found.size:,}: the checkpoint in the data folder isn't by a key of this log. {problem}"
        return own._replace(faults=[*own.faults, Fault(Kind.CHECKPOINT, found.size, found.size, what)])
    return own._replace(signed=[*own.signed, Signed(found.size, found.root)])


def _of_another(kept: SignedNote) -> str:
    found = Checkpoint.parse(kept.text)
    return (
        f"Not compared was the checkpoint in the data folder: {counted(found.size, 'event')} of the log {found.origin}."
    )


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
