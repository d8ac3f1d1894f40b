"""Watches over sessions: one that goes quiet is dropped at its last sign of life, one that shows life is restored."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from domain.consequences.consequences import Consequences
from domain.kernel.aggregate import Root
from domain.kernel.clock import Clock
from domain.kernel.errors import DomainError
from domain.kernel.occasion import Cause, Occasion
from domain.workspace.use_cases import settings_of
from event_log.vault.key_ring import UnknownKey
from runtime.presence.session_presence import SessionPresence, SignOfLife

logger = logging.getLogger(__name__)

REMEMBER = timedelta(days=1)  # signs of life of sessions that are gone
UNWATCHED = timedelta(seconds=2)  # between two looks: longer, and nobody knows whether signs of life could be shown


class QuietSession(NamedTuple):
    """A session that has shown no sign of life for half a lease, and how long it may go on like that."""

    sign: SignOfLife
    left: timedelta


class LeaseWatch:
    """Counts only time in which it looked: whatever stood still with it (everything, at a start) is forgiven.

    So nobody is dropped because a machine was frozen, or its clock set forward.
    """

    def __init__(self, consequences: Consequences, presence: SessionPresence, clock: Clock) -> None:
        self._consequences = consequences
        self._presence = presence
        self._clock = clock
        self._looked_at: datetime | None = None
        self._quiet: dict[UUID, QuietSession] = {}

    def run_once(self) -> None:
        """Restore whoever shows life, then drop whoever has been quiet for a whole lease."""
        for sign in self._presence.revived():
            self._record("restored", sign, self._restored)
        lease = timedelta(seconds=settings_of(self._consequences.log).lease_time)
        self._listen(lease, self._clock())
        for session in self._quiet.values():
            if session.left <= timedelta():
                self._record("dropped", session.sign, self._dropped)

    def tidy(self) -> None:
        """Forget signs of life that belong to nothing."""
        self._presence.forget(self._clock() - REMEMBER)

    def _listen(self, lease: timedelta, now: datetime) -> None:
        passed = None if self._looked_at is None else now - self._looked_at
        watched = passed is not None and passed <= UNWATCHED
        counted = UNWATCHED if passed is None else min(passed, UNWATCHED)
        before, self._quiet, self._looked_at = self._quiet, {}, now
        for sign in self._presence.quiet(now - lease / 2):
            known = before.get(sign.session_id)
            if known is not None and known.sign == sign:
                left = known.left - counted
            else:
                quiet = now - sign.seen_at
                left = lease - quiet if watched and quiet < lease else lease
            self._quiet[sign.session_id] = QuietSession(sign, left)

    def _record(self, what: str, sign: SignOfLife, change: Callable[[SignOfLife, Occasion], tuple[Root, ...]]) -> None:
        cause = Cause("timer", "leases", uuid4(), f"{what}:{sign.session_id}:{_written(sign.seen_at)}")
        try:
            if self._consequences.record(lambda: change(sign, Occasion(sign.seen_at, cause))):
                logger.info("%s: connection %s, last sign of life %s", sign.session_id, what, _written(sign.seen_at))
        except (DomainError, UnknownKey) as refusal:
            logger.warning("%s: not %s: %s", sign.session_id, what, refusal)

    def _restored(self, sign: SignOfLife, on: Occasion) -> tuple[Root, ...]:
        return self._consequences.restore_connection(sign.call_id, sign.session_id, on)

    def _dropped(self, sign: SignOfLife, on: Occasion) -> tuple[Root, ...]:
        return self._consequences.drop_connection(sign.call_id, sign.session_id, on)


def _written(at: datetime) -> str:
    return at.isoformat()
