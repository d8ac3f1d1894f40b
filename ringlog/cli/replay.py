"""`ringlog replay`: a call again, step by step."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

import typer
from eventsourcing.persistence import PersistenceError

from domain.calls.call import Call
from domain.inspections.inspection import Seen, Subject
from domain.kernel.aggregate import Root
from domain.kernel.errors import UnknownCall
from event_log import Recorded
from event_log.call_streams import facts_of_call
from event_log.display_names import Names
from event_log.replay import BOOKKEEPING, Step, replay
from ringlog.cli.log_reading import log_reader, names_in
from ringlog.cli.log_text import change, headline, provenance, text
from ringlog.cli.operator import record_reading
from ringlog.cli.preparing import configuration, fail, with_log


def replay_call(
    call: Annotated[UUID, typer.Argument(metavar="CALL", help="The call's id, as `ringlog events` prints it.")],
    to: Annotated[int | None, typer.Option(metavar="POSITION", help="Stop after this position of the log.")] = None,
    state: Annotated[bool, typer.Option("--state", help="Print the whole state after every event.")] = False,
) -> None:
    """Replay a call: its events in order, who caused each, what it changed, and the state after it.

    The rings, media sessions and recordings of the call are part of it. The state is computed anew from the events, as
    it was after each of them; nothing is read from the read models, and nothing is changed.

    **Examples**

    - `ringlog replay 4f6c…` — the whole story of one call
    - `ringlog replay 4f6c… --to 1042` — up to that event, and the state of everything then
    """
    try:
        with with_log(configuration()) as database_url, log_reader(database_url) as reader:
            facts = facts_of_call(reader, call)
            record_reading(database_url, [Seen(Subject.CALL, call)])
            _print_steps(_until(facts, to), names_in(reader, facts), call, state)
    except UnknownCall:
        fail(f"There is no call {call} in this log.")
    except PersistenceError as problem:
        fail(f"The event log can't be read: {problem}")


def _until(facts: list[Recorded], to: int | None) -> list[Recorded]:
    return [recorded for recorded in facts if to is None or recorded.position <= to]


def _print_steps(facts: Iterable[Recorded], names: Names, call_id: UUID, whole_state: bool) -> None:
    step: Step | None = None
    for step in replay(facts):
        lines = [headline(step.recorded, names), provenance(step.recorded, names)]
        lines += [change(changed, names) for changed in step.changes]
        typer.echo("\n              ".join(lines))
        call = step.state.get(call_id)
        if isinstance(call, Call):
            typer.echo(f"          ⇒ {_summary(call, names)}\n")
        if whole_state:
            _print_state(step, names)
    if step is None:
        fail("Nothing was recorded by then.")
    if not whole_state:
        typer.echo("State at the end of the replay")
        _print_state(step, names)


def _summary(call: Call, names: Names) -> str:
    """The call in a line: state, host, who is in and with what."""
    present = ", ".join(f"{names.of(s.user_id)} with {s.device_id}" for s in call.sessions.values()) or "nobody"
    return f"{call.state}; host {names.of(call.host_id)}; in it: {present}"


def _print_state(step: Step, names: Names) -> None:
    for id_, aggregate in step.state.items():
        typer.echo(f"  {type(aggregate).__name__} {names.of(id_)}, version {aggregate.version}")
        for field, value in _fields(aggregate):
            typer.echo(f"    {field}: {text(value, names)}")
    typer.echo()


def _fields(aggregate: Root) -> list[tuple[str, object]]:
    return [(field, value) for field, value in vars(aggregate).items() if field not in BOOKKEEPING]
