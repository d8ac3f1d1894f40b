"""Deadlines: what timers are set for, and when. Kept as rows, so that they survive a restart."""

from collections.abc import Collection, Iterator
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


def due(
    connection: Connection[Any], now: datetime, limit: int, but_not: Collection[tuple[str, UUID]] = ()
) -> list[DeadlineRow]:
    """What should have been done by `now`, longest overdue first; without those of these kinds and subjects."""
    given = {"now": now, "limit": limit, "but_not": _as_text(but_not)}
    return select(connection, DeadlineRow, DeadlinesView.sql["due"], given)


def recordings_to_start(connection: Connection[Any]) -> list[DeadlineRow]:
    """Those that were asked for and no recorder has started."""
    return select(connection, DeadlineRow, DeadlinesView.sql["of_kind"], {"kind": "recording_start"})


def next_due(connection: Connection[Any], but_not: Collection[tuple[str, UUID]] = ()) -> datetime | None:
    """When there is something to do next, but for those of these kinds and subjects; None when nothing is in sight."""
    row = connection.execute(DeadlinesView.sql["next_due"], {"but_not": _as_text(but_not)}).fetchone()
    return None if row is None else row[0]


def _as_text(keys: Collection[tuple[str, UUID]]) -> list[str]:
    """Kind and subject in one text, as the statements put them together."""
    return [f"{kind} {subject_id}" for kind, subject_id in keys]
