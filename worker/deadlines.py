"""Acts on what is due: each deadline leads to a command that is idempotent and dated at the deadline."""

import logging
from datetime import datetime
from typing import Any
from uuid import uuid4

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.consequences.reactions import Reactions
from domain.kernel.aggregate import Root
from domain.kernel.clock import Clock
from domain.kernel.errors import DomainError
from domain.kernel.occasion import Cause, Occasion
from projections import deadlines
from projections.deadlines import DeadlineKind, DeadlineRow

logger = logging.getLogger(__name__)

AT_ONCE = 500  # deadlines


class Deadlines:
    """Rows in a read model, so they survive everything that the log survives."""

    def __init__(self, reactions: Reactions, views: ConnectionPool[Connection[Any]], clock: Clock) -> None:
        self._reactions = reactions
        self._views = views
        self._clock = clock

    def run_once(self) -> None:
        """Act on all that is due by now."""
        now = self._clock()
        with self._views.connection() as connection:
            due = deadlines.due(connection, now, AT_ONCE)
        for row in due:
            self._act(row, now)

    def next_due(self) -> datetime | None:
        """When there is something to do next."""
        with self._views.connection() as connection:
            return deadlines.next_due(connection)

    def _act(self, row: DeadlineRow, now: datetime) -> None:
        cause = Cause("timer", "deadlines", uuid4(), f"{row.kind}:{row.subject_id}:{row.due_at.isoformat()}")
        on = Occasion(now, cause)
        try:
            self._reactions.record(lambda: self._change(row, on))
        except DomainError as refusal:
            logger.warning("The deadline %s of %s leads to nothing: %s", row.kind, row.subject_id, refusal)

    def _change(self, row: DeadlineRow, on: Occasion) -> tuple[Root, ...]:
        match row.kind:
            case DeadlineKind.RING_EXPIRY:
                return self._reactions.expire_ring(row.subject_id, on)
            case DeadlineKind.RECONNECT | DeadlineKind.CALL_GRACE | DeadlineKind.CALL_LIMIT:
                return self._reactions.settle_call(row.call_id, on)
            case _:
                return self._change_recording(row, on)

    def _change_recording(self, row: DeadlineRow, on: Occasion) -> tuple[Root, ...]:
        match row.kind:
            case DeadlineKind.RECORDING_START:
                return self._reactions.give_up_recording(row.subject_id, on)
            case DeadlineKind.RECORDING_REMINDER:
                return self._reactions.remind_of_recording(row.subject_id, on)
            case DeadlineKind.RECORDING_LIMIT:
                return self._reactions.stop_overdue_recording(row.subject_id, on)
            case DeadlineKind.RECORDING_FILE:
                return self._reactions.give_up_finishing_recording(row.subject_id, on)
        raise ValueError(row.kind)
