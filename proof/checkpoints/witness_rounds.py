"""Asks a witness to cosign what was published, again and again, however it behaves. Publishing doesn't wait for it."""

import logging
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import httpx
from psycopg import Connection

from domain.kernel.clock import Clock
from domain.kernel.counted import counted
from event_log.connection import connect
from proof import store
from proof.checkpoints import published
from proof.checkpoints.published import Published
from proof.checkpoints.witness_requests import Disputed, KnowsAnotherSize, NotCosigned, add_checkpoint
from proof.notes.policy import Policy, Witness
from proof.notes.signed_note import Signature, SignedNote, WrongSignature
from proof.notes.verifier_key import cosigned_at

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0  # seconds before a witness is asked again that didn't cosign
AHEAD = timedelta(minutes=5)  # that its clock may be of ours


class WitnessRounds:
    """Of one witness; each has a thread of its own. To be run every second."""

    def __init__(
        self,
        database_url: str,
        witness: Witness,
        policy: Policy,
        client: httpx.Client,
        clock: Clock,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = witness.name
        self._database_url = database_url
        self._witness = witness
        self._policy = policy
        self._client = client
        self._clock = clock
        self._elapsed = elapsed
        self._failures = 0
        self._ask_again_at = elapsed()
        self._said: str | None = None
        self.asked = Event()
        """Set when it was asked once, whatever it has answered."""

    def run_once(self, _: Event) -> None:
        """Have the newest checkpoint cosigned, if it isn't yet. The first time in any case. Raises psycopg.Error."""
        if self._elapsed() < self._ask_again_at:
            return
        try:
            with closing(connect(self._database_url, "witness")) as connection:
                newest = published.newest(connection)
                if newest is not None and not (self.asked.is_set() and self._has_cosigned(connection, newest)):
                    self._ask(connection, newest)
        finally:
            self.asked.set()

    def _has_cosigned(self, connection: Connection[Any], newest: Published) -> bool:
        known = published.cosigned_size(connection, self._witness.key, newest.origin)
        return known == newest.size and self._failures == 0

    def _ask(self, connection: Connection[Any], newest: Published) -> None:
        try:
            cosignature = self._cosignature(connection, newest)
        except NotCosigned as problem:
            self._didnt(connection, newest.origin, problem)
            return
        at = datetime.fromtimestamp(cosigned_at(cosignature.signature) or 0, UTC)
        published.cosign(connection, newest, [cosignature], self._suffices, self._clock())
        published.witness_cosigned(connection, self._witness.key, self._witness.name, newest, at)
        self._failures = 0
        self._say(None)

    def _cosignature(self, connection: Connection[Any], newest: Published) -> Signature:
        """One that was verified. Raises NotCosigned."""
        known = published.cosigned_size(connection, self._witness.key, newest.origin)
        try:
            answered = self._submit(connection, newest, min(known, newest.size))
        except KnowsAnotherSize as other:
            if other.size > newest.size:
                raise Disputed(
                    f"It has cosigned {counted(other.size, 'event')} of this log, which has {newest.size}."
                ) from None
            answered = self._submit(connection, newest, other.size)
        note = SignedNote(newest.signed().text, tuple(answered))
        try:
            found = note.require_any([self._witness.key])[self._witness.key]
        except WrongSignature as problem:
            raise NotCosigned(f"It answers with what isn't its cosignature: {problem}") from None
        if (cosigned_at(found.signature) or 0) > (self._clock() + AHEAD).timestamp():
            raise NotCosigned("Its cosignature is from the future.")
        return found

    def _submit(self, connection: Connection[Any], newest: Published, old_size: int) -> list[Signature]:
        assert self._witness.url is not None
        try:
            proof = store.consistency_proof(connection, old_size, newest.size)
        except store.NotInTree as problem:
            raise NotCosigned(str(problem)) from None
        return add_checkpoint(self._client, self._witness.url, old_size, proof, newest.signed())

    def _suffices(self, note: SignedNote) -> bool:
        return self._policy.is_met_by(note.verified([each.key for each in self._policy.witnesses.values()]))

    def _didnt(self, connection: Connection[Any], origin: str, problem: NotCosigned) -> None:
        disputes, why = isinstance(problem, Disputed), f"The witness {self._witness.name} doesn't cosign: {problem}"
        published.witness_didnt(connection, self._witness.key, self._witness.name, origin, why, disputes=disputes)
        self._failures += 1
        self._ask_again_at = self._elapsed() + min(LONGEST_PAUSE, 2.0 ** min(self._failures - 1, 10))
        self._say(why)

    def _say(self, why: str | None) -> None:
        if why == self._said:
            return
        if why is not None:
            logger.warning("%s", why)
        else:
            logger.info("The witness %s cosigns again", self._witness.name)
        self._said = why
