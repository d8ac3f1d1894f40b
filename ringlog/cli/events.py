"""`ringlog events`: the event log, readable."""

from typing import Annotated
from uuid import UUID

import psycopg
import typer
from eventsourcing.persistence import PersistenceError

from domain.inspections.inspection import Seen, Subject
from domain.kernel.ids import WORKSPACE_ID
from event_log import LogTail
from event_log.display_names import Names
from event_log.relevance import Relevance
from event_log.written import recorded_json
from ringlog.cli.log_reading import log_reader, whole_log
from ringlog.cli.log_text import full_text
from ringlog.cli.operator import record_reading
from ringlog.cli.preparing import configuration, fail, with_log

LOOK_EVERY = 1.0  # seconds

Id = Annotated[list[UUID] | None, typer.Option(metavar="ID", help="Only what concerns it; repeat it to ask for both.")]


def events(
    call: Id = None,
    room: Id = None,
    user: Id = None,
    after: Annotated[int, typer.Option(min=0, metavar="POSITION", help="Begin after this position.")] = 0,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Wait for more, until Ctrl-C.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for other programs.")] = False,
) -> None:
    """Print the event log: what happened, when, to what, by whom, from where and because of what.

    A call's events include its rings' and media sessions', a room's include its calls'. A user's are those that name
    the user, or that the user caused. Ids are the ones that this very command prints.

    **Examples**

    - `ringlog events --follow` — watch everything that happens
    - `ringlog events --call 4f6c… --json | jq .topic` — one call, for another program
    - `ringlog events --room 91ab… --user 77d0…` — what one person did in one room
    """
    relevance = Relevance(calls=call or (), rooms=room or (), users=user or ())
    try:
        with with_log(configuration()) as database_url:
            about = (*(call or ()), *(room or ()), *(user or ())) or (WORKSPACE_ID,)
            record_reading(database_url, [Seen(Subject.LOG, id_) for id_ in about], live=follow)
            _print_log(database_url, relevance, after, follow, as_json)
    except (PersistenceError, psycopg.Error) as problem:
        fail(f"The event log can't be read: {problem}")


def _print_log(database_url: str, relevance: Relevance, after: int, follow: bool, as_json: bool) -> None:
    names, position = Names(), 0
    with log_reader(database_url) as reader, LogTail(database_url) as tail:
        while True:
            for recorded in whole_log(reader, "Reading the log", position):
                names.learn(recorded.fact)
                if relevance.concerns(recorded.fact) and recorded.position > after:
                    typer.echo(recorded_json(recorded) if as_json else full_text(recorded, names))
                position = recorded.position
            if not follow:
                return
            tail.wait(LOOK_EVERY)
