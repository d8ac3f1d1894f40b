"""Watches over sessions: one that goes quiet is dropped at its last sign of life, one that shows life is restored."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

from api.presence.sessions import SessionPresence, Sign
from domain.aggregate import Root
from domain.clock import Clock
from domain.errors import DomainError
from domain.facts import Cause
from domain.services.reactions import Reactions
from domain.services.workspaces import settings_of

logger = logging.getLogger(__name__)

REMEMBER = timedelta(days=1)  # signs of life of sessions that are gone


class Leases:
    """Starts patient: when everything was down, clients get a full lease to show life before any is dropped."""

    def __init__(self, reactions: Reactions, presence: SessionPresence, clock: Clock) -> None:
        self._reactions = reactions
        self._presence = presence
        self._clock = clock
        self._since = clock()

    def run_once(self) -> None:
        """Restore whoever shows life, then drop whoever has been quiet for a whole lease."""
        for sign in self._presence.revived():
            self._record("restored", sign, self._restored)
        now = self._clock()
        lease = timedelta(seconds=settings_of(self._reactions.log).lease_time)
        if now - self._since >= lease:
            for sign in self._presence.quiet(now - lease):
                self._record("dropped", sign, self._dropped)

    def tidy(self) -> None:
        """Forget signs of life that belong to nothing."""
        self._presence.forget(self._clock() - REMEMBER)

    def _record(self, what: str, sign: Sign, change: Callable[[Sign, Cause], tuple[Root, ...]]) -> None:
        cause = Cause("timer", "leases", uuid4(), f"{what}:{sign.session_id}:{_written(sign.seen_at)}")
        try:
            if self._reactions.record(lambda: change(sign, cause)):
                logger.info("%s: connection %s, last sign of life %s", sign.session_id, what, _written(sign.seen_at))
        except DomainError as refusal:
            logger.warning("%s: not %s: %s", sign.session_id, what, refusal)

    def _restored(self, sign: Sign, cause: Cause) -> tuple[Root, ...]:
        return self._reactions.restore_connection(sign.call_id, sign.session_id, sign.seen_at, cause)

    def _dropped(self, sign: Sign, cause: Cause) -> tuple[Root, ...]:
        return self._reactions.drop_connection(sign.call_id, sign.session_id, sign.seen_at, cause)


def _written(at: datetime) -> str:
    return at.isoformat()
