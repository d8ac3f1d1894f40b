"""`ringlog replay`: a call again, step by step."""

import time
from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

import psycopg
import typer
from eventsourcing.persistence import PersistenceError

from domain.inspections.inspection import Seen, Subject
from domain.kernel.errors import UnknownCall
from event_log import LogReader, Recorded
from event_log.call_streams import facts_of_call
from event_log.comparison import LONGEST, TooLong, compared
from event_log.replay import Step, replay
from ringlog.cli.log_reading import log_reader, names_in
from ringlog.cli.operator import record_reading
from ringlog.cli.preparing import configuration, fail, with_log
from ringlog.cli.replay_keys import step_through
from ringlog.cli.replay_moment import position_of
from ringlog.cli.replay_text import Telling, comparison_text

CallId = Annotated[UUID, typer.Argument(metavar="CALL", help="The call's id, as `ringlog events` prints it.")]
To = Annotated[int | None, typer.Option(metavar="POSITION", help="Stop after this position of the log.")]
State = Annotated[bool, typer.Option("--state", help="Print the whole state after every event.")]
At = Annotated[
    str | None,
    typer.Option(metavar="POSITION|TIME", help="Print only the state as it was known then (RFC 3339 for a time)."),
]
ByHand = Annotated[bool, typer.Option("--step", help="Wait for a key at each event: n next, b back, q quit.")]
Speed = Annotated[float | None, typer.Option(metavar="X", help="As it went, X times as fast; 1 is as fast as it was.")]
Diff = Annotated[bool, typer.Option("--diff", help="Print only what each event changed.")]
Compare = Annotated[
    UUID | None, typer.Option(metavar="CALL", help="Print the course of this other call beside it instead.")
]


def replay_call(
    call: CallId,
    to: To = None,
    state: State = False,
    at: At = None,
    step: ByHand = False,
    speed: Speed = None,
    diff: Diff = False,
    compare: Compare = None,
) -> None:
    """Replay a call: its events in order, who caused each, what it changed, and the state after it.

    The rings, media sessions and recordings of the call are part of it. The state is computed anew from the events, as
    it was after each of them; nothing is read from the read models, and nothing is changed. That you looked is on
    record.

    **Examples**

    - `ringlog replay 4f6c…` — the whole story of one call
    - `ringlog replay 4f6c… --to 1042` — up to that event, and the state of everything then
    - `ringlog replay 4f6c… --at 2026-11-24T20:33:23Z` — what was known at that moment
    - `ringlog replay 4f6c… --step --diff` — event by event, back and forth, with what each changed
    - `ringlog replay 4f6c… --compare 91d2…` — what went otherwise in another call
    """
    _require_one_way(to=to, at=at)
    _require_one_way(at=at, step=step or None, speed=speed, compare=compare)
    if speed is not None and not 0 < speed < float("inf"):
        fail(f"A speed is a number above 0, not {speed:g}.")
    try:
        with with_log(configuration()) as database_url, log_reader(database_url) as reader:
            facts = _facts(reader, call, to if at is None else position_of(reader, at))
            others = None if compare is None else _facts(reader, compare, None)
            record_reading(database_url, [Seen(Subject.CALL, id_) for id_ in {call, compare or call}])
            if others is not None:
                _print_comparison(facts, others)
                return
            telling = Telling(names_in(reader, facts), call, whole_state=state, only_changes=diff)
            _tell(facts, telling, only_state=at is not None, step=step, speed=speed)
    except (PersistenceError, psycopg.Error) as problem:
        fail(f"The event log can't be read: {problem}")


def _require_one_way(**ways: object) -> None:
    chosen = [f"--{name}" for name, given in ways.items() if given is not None]
    if len(chosen) > 1:
        fail(f"Give one of {' and '.join(chosen)}, not both.")


def _facts(reader: LogReader, call: UUID, until: int | None) -> list[Recorded]:
    """Of a call, up to a position. Ends the command if there are none."""
    try:
        facts = facts_of_call(reader, call)
    except UnknownCall:
        fail(f"There is no call {call} in this log.")
    known = [recorded for recorded in facts if until is None or recorded.position <= until]
    if not known:
        fail(f"Nothing was recorded of the call {call} by then: it began at position {facts[0].position}.")
    return known


def _tell(facts: list[Recorded], telling: Telling, *, only_state: bool, step: bool, speed: float | None) -> None:
    steps = replay(facts)
    if step:
        step_through(list(steps), telling.step)
        return
    last: Step | None = None
    for last in steps if speed is None else _paced(steps, speed):
        if not only_state:
            typer.echo(telling.step(last))
    assert last is not None, "there are facts"
    if only_state or not (telling.whole_state or telling.only_changes):
        typer.echo(telling.end(last))


def _paced(steps: Iterable[Step], speed: float) -> Iterable[Step]:
    """Each as long after the first as it became known then, but for the speed."""
    began, first = time.monotonic(), None
    for step in steps:
        first = first or step.recorded.recorded_at
        due = began + (step.recorded.recorded_at - first).total_seconds() / speed
        time.sleep(max(0.0, due - time.monotonic()))
        yield step


def _print_comparison(facts: list[Recorded], others: list[Recorded]) -> None:
    try:
        for line in comparison_text(compared(facts, others)):
            typer.echo(line)
    except TooLong:
        fail(f"Only calls of up to {LONGEST:,} events are compared.")
