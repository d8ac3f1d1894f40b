"""Publishes checkpoints: signs the tree as it is, unless that would be another log than the one published before."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from threading import Event
from typing import Any

from psycopg import Connection

from domain.kernel.clock import Clock
from domain.kernel.counted import counted
from event_log.connection import connect
from proof import store
from proof.checkpoints import published
from proof.checkpoints.checkpoint_file import CheckpointFile
from proof.checkpoints.identity import Identities, Identity
from proof.checkpoints.problem import CannotPublish
from proof.checkpoints.published import Published
from proof.checkpoints.signers import Signer
from proof.notes.checkpoint import Checkpoint
from proof.notes.policy import NONE, Policy
from proof.notes.signed_note import SignedNote, WrongSignature
from proof.store import Head

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(hours=1)  # each checkpoint; later one an hour
GO_ON = "`ringlog audit continue` lets it go on under another name, if this is what is left of it."


class Publisher:
    """To be run every second. What was published stays published, whatever happens to the database or this process."""

    def __init__(
        self,
        database_url: str,
        identities: Identities,
        signer: Signer,
        file: CheckpointFile,
        policy: Policy,
        clock: Clock,
        ask_witnesses_first: Callable[[], None] = lambda: None,
    ) -> None:
        """`ask_witnesses_first`: wait until they have been asked, for some time, what they know of this log."""
        self._database_url = database_url
        self._identities = identities
        self._signer = signer
        self._file = file
        self._policy = policy
        self._clock = clock
        self._ask_witnesses_first = ask_witnesses_first
        self._left: Checkpoint | None = None
        self._told: str | None = None
        self._pruned_at = clock()

    def run_once(self, _: Event) -> None:
        """Publish the tree, if it has grown; say so where it can't be. Raises psycopg.Error, DomainError."""
        with closing(connect(self._database_url, "checkpoints")) as connection:
            problem = None
            try:
                self._publish(connection)
            except CannotPublish as reason:
                problem = str(reason)
            self._tell(connection, problem)
            self._prune(connection)

    def _publish(self, connection: Connection[Any]) -> None:
        identity = self._identities.get()
        head = store.integrated(connection)
        row = published.largest(connection, identity.origin)
        known = list(self._known(row, identity))
        size = max((each.size for each, _ in known), default=0)
        self._require_growing(connection)
        if head.size < size <= published.end_of_log(connection):
            return  # the tree lost its last commits, and grows again
        self._ask_witnesses_first()
        self._require_grown_from(connection, head, known)
        self._require_no_dispute(connection, identity.origin)
        if head.size > (0 if row is None else row.size):  # also what was signed, and then the database was away
            self._sign(connection, identity, head)

    def _known(self, row: Published | None, identity: Identity) -> Iterator[tuple[Checkpoint, str]]:
        """What was published before, and who knows it; `row`: what the database does."""
        if row is not None:
            yield Checkpoint.parse(row.signed().text), "the database"
        if self._left is not None and self._left.origin == identity.origin:
            yield self._left, "this process"
        note = self._file.read()
        if note is None:
            return
        checkpoint = Checkpoint.parse(note.text)
        if checkpoint.origin == identity.origin:
            yield checkpoint, str(self._file.path)
        elif checkpoint.origin not in identity.former_origins:
            raise CannotPublish(
                f"{self._file.path} is of the log {checkpoint.origin}, and this one is {identity.origin}: "
                f"it isn't the data folder of this database, or the database was put back. {GO_ON}"
            )

    def _require_growing(self, connection: Connection[Any]) -> None:
        why = store.refused(connection)
        if why is not None:
            raise CannotPublish(f"{why} {GO_ON}")

    def _require_grown_from(self, connection: Connection[Any], head: Head, known: list[tuple[Checkpoint, str]]) -> None:
        for checkpoint, source in known:
            was = f"A checkpoint of {counted(checkpoint.size, 'event')} was published, as {source} knows"
            if head.size < checkpoint.size:
                raise CannotPublish(f"{was}, and the log has {head.size}: it was put back. {GO_ON}")
            if store.root_at(connection, checkpoint.size) != checkpoint.root:
                raise CannotPublish(f"{was}, and the log's first {checkpoint.size} events are others. {GO_ON}")

    def _require_no_dispute(self, connection: Connection[Any], origin: str) -> None:
        """One witness that lies stops nothing, unless the policy trusts it alone."""
        disputes = published.disputing(connection, origin)
        keys = [each.key for each in self._policy.witnesses.values() if str(each.key) in disputes]
        if keys and self._policy.quorum != NONE and self._policy.is_met_by(keys):
            raise CannotPublish(f"{disputes[str(keys[0])]} {GO_ON}")

    def _sign(self, connection: Connection[Any], identity: Identity, head: Head) -> None:
        checkpoint = Checkpoint(identity.origin, head.size, head.root)
        note = SignedNote(str(checkpoint), tuple(self._signer.sign(str(checkpoint), identity.keys)))
        try:
            note.require_any(identity.keys)
        except WrongSignature as problem:
            raise CannotPublish(f"What signs for this log signs wrongly: {problem}") from None
        with published.one_at_a_time(connection):  # another worker may have published while this one's key signed
            if not published.follows(connection, checkpoint, identity.former_origins):
                return
            if not self._file.write(note, identity.former_origins):
                return
            self._left = checkpoint
            published.add(connection, checkpoint, note, self._clock())

    def _tell(self, connection: Connection[Any], problem: str | None) -> None:
        if problem != self._told:
            if problem is not None:
                logger.error("No checkpoints are published: %s", problem)
            else:
                logger.info("Checkpoints are published")
            self._told = problem
        published.tell(connection, problem, self._clock())

    def _prune(self, connection: Connection[Any]) -> None:
        now = self._clock()
        if now - self._pruned_at >= KEPT_FOR / 60:
            published.prune(connection, now - KEPT_FOR)
            self._pruned_at = now
