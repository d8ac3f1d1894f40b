"""Deadlines: what timers are set for, and when. Kept as rows, so that they survive a restart."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.consequences.timers import TIMERS
from domain.kernel.fact import Fact
from projections.engine.queries import select
from projections.engine.rows import Row
from projections.engine.table import Table
from projections.engine.view import View, on


def _facts() -> Iterator[type[Fact]]:
    """All that set or clear a timer."""
    for timer in TIMERS.values():
        yield from timer.set_by
        yield from timer.cleared_by


OF_CALLS = {kind for timer in TIMERS.values() for kind in timer.cleared_for_call_by}  # they clear all that a call has
OTHERS = set(_facts()) - OF_CALLS


class DeadlineRow(Row, frozen=True):
    """`kind` is a key of TIMERS; `subject_id` is the ring, session, call or recording that it is set for."""

    kind: str
    call_id: UUID
    subject_id: UUID
    due_at: datetime


class DeadlinesView(View):
    """Follows what sets and clears timers, as these say."""

    deadlines = Table[tuple[str, UUID], DeadlineRow]("deadlines", DeadlineRow, key=("kind", "subject_id"))

    @on(*OTHERS)
    def moved(self, fact: Fact) -> None:
        """One fact may set some timers and clear others."""
        for kind, timer in TIMERS.items():
            if type(fact) in timer.cleared_by:
                self.deadlines.remove((kind, timer.subject_of(fact)))
            if type(fact) in timer.set_by:
                call_id = getattr(fact, "call_id", fact.originator_id)  # a call's own facts are its stream's
                self.deadlines.put(DeadlineRow(kind, call_id, timer.subject_of(fact), timer.due_at(fact)))

    @on(*OF_CALLS, loads=deadlines.by(call_id="originator_id"))
    def call_moved(self, fact: Fact) -> None:
        """Whatever the call was to wait for, it waits for some of it no more."""
        for row in self.deadlines.of(call_id=fact.originator_id):
            if type(fact) in TIMERS[row.kind].cleared_for_call_by:
                self.deadlines.remove((row.kind, row.subject_id))
        self.moved(fact)


def due(connection: Connection[Any], now: datetime, limit: int) -> list[DeadlineRow]:
    """What should have been done by `now`, longest overdue first."""
    return select(connection, DeadlineRow, DeadlinesView.sql["due"], {"now": now, "limit": limit})


def recordings_to_start(connection: Connection[Any]) -> list[DeadlineRow]:
    """Those that were asked for and no recorder has started."""
    return select(connection, DeadlineRow, DeadlinesView.sql["of_kind"], {"kind": "recording_start"})


def next_due(connection: Connection[Any]) -> datetime | None:
    """When there is something to do next; None when nothing is in sight."""
    row = connection.execute(DeadlinesView.sql["next_due"]).fetchone()
    return None if row is None else row[0]
