"""Logs with a key, a tree over them, and checkpoints, as the worker makes them."""

from datetime import UTC, datetime
from typing import Any

from psycopg import Connection

from domain.kernel.clock import Clock
from domain.log_keys.use_cases import LogKeyUseCases
from event_log.application import Ringlog
from proof import store
from proof.checkpoints import published
from proof.integrator import Integrator
from proof.notes.checkpoint import Checkpoint
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import SignedNote
from tests.people import CAUSE

ORIGIN = "example.org/log"


def begin(log: Ringlog, clock: Clock, signer: NoteSigner) -> None:
    """The log is called as the key is."""
    LogKeyUseCases(log, clock).begin(verifier_key=str(signer.key), cause=CAUSE)


def note(connection: Connection[Any], signer: NoteSigner) -> SignedNote:
    """Of the tree as it is."""
    text = str(Checkpoint(signer.name, *store.integrated(connection)))
    return SignedNote(text, (signer.sign(text),))


def keep(connection: Connection[Any], note: SignedNote) -> None:
    """As a checkpoint that was published."""
    published.add(connection, Checkpoint.parse(note.text), note, datetime.now(UTC))


def sign(database_url: str, connection: Connection[Any], signer: NoteSigner) -> SignedNote:
    """All that is recorded by now."""
    integrator = Integrator(database_url)
    try:
        while integrator.integrate(connection):
            pass
    finally:
        integrator.close()
    signed = note(connection, signer)
    keep(connection, signed)
    return signed
