"""`ringlog audit search`: facts of the log, found by index."""

import time
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from typing import Annotated
from uuid import UUID

import psycopg
import typer
from eventsourcing.persistence import PersistenceError

from domain.inspections.inspection import Seen, Subject
from domain.kernel.ids import WORKSPACE_ID
from event_log import LogReader, Recorded
from event_log.catalogue import TOPICS
from event_log.display_names import Names
from event_log.reader import UnreadableFact
from event_log.search.criteria import Criteria
from event_log.search.searching import LogSearch
from event_log.written import recorded_json, unreadable_json
from ringlog.cli.log_reading import log_reader, names_in
from ringlog.cli.log_text import PREFIX, full_text, unreadable_text
from ringlog.cli.operator import record_reading
from ringlog.cli.preparing import configuration, fail, refuse, with_log

LOOK_EVERY = 0.5  # seconds
PAGE = 500  # facts looked up at once

Ids = Annotated[
    list[UUID] | None, typer.Option(metavar="ID", help="What concerns it; repeat it for what concerns both.")
]
Text = Annotated[
    str | None, typer.Argument(help="Beginnings of words of messages, titles, names of people, rooms and files.")
]
People = Annotated[list[UUID] | None, typer.Option(metavar="ID", help="What names this user, or what they caused.")]
Kinds = Annotated[
    list[str] | None, typer.Option(metavar="KIND", help="Such as Call.Ended; repeat it for any of several.")
]
Actor = Annotated[str | None, typer.Option(help="Who caused it: user:ID, service:NAME, media:NODE, operator or timer.")]
Since = Annotated[str | None, typer.Option(metavar="TIME", help="Recorded then or later, as 2026-11-24T20:33Z.")]


def search(
    text: Text = None,
    call: Ids = None,
    room: Ids = None,
    user: People = None,
    kind: Kinds = None,
    actor: Actor = None,
    request: Annotated[UUID | None, typer.Option(metavar="ID", help="What follows from this request.")] = None,
    since: Since = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="Recorded then or earlier.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many of the newest.")] = 50,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Wait for more, until Ctrl-C.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for other programs.")] = False,
) -> None:
    """Search the event log: the newest facts that fit all that is asked for, in log order.

    It finds by index, however long the log is, what `ringlog serve` has indexed: all but the last moment. That you
    looked is on record. Ids are those that this very command prints.

    **Examples**

    - `ringlog audit search --call 4f6c… --kind Call.SessionLeft` — how people left a call
    - `ringlog audit search "weekly plan" --since 2026-11-01T00:00Z` — what was said or called like this
    - `ringlog audit search --user 77d0… --follow` — what somebody does, as it happens
    """
    ids, kinds = (*(call or ()), *(room or ())), tuple(_topic(each) for each in kind or ())
    from_, to = _moment("--since", since), _moment("--until", until)
    criteria = Criteria(ids, tuple(user or ()), kinds, actor, request, text, from_, to)
    try:
        with with_log(configuration()) as database_url:
            seen = [Seen(Subject.LOG, id_) for id_ in (*criteria.ids, *criteria.people) or (WORKSPACE_ID,)]
            end = _end(database_url)  # before it is on record that somebody looks
            record_reading(database_url, seen, live=follow)
            indexed = _print_found(database_url, criteria, limit, follow, as_json)
            if indexed < end:
                typer.echo(f"Facts after position {indexed:,} aren't indexed yet: `ringlog serve` does it.", err=True)
    except (PersistenceError, psycopg.Error) as problem:
        fail(f"The event log can't be searched: {problem}")


def _end(database_url: str) -> int:
    with log_reader(database_url) as reader:
        return reader.end()


def _print_found(database_url: str, criteria: Criteria, limit: int, follow: bool, as_json: bool) -> int:
    """Returns up to where it was indexed. With `follow`, only Ctrl-C ends it."""
    with closing(LogSearch(database_url)) as log, log_reader(database_url) as reader:
        found = log.find(criteria, limit)
        _print(found.facts[::-1], reader, as_json)
        position = found.indexed
        while follow:
            time.sleep(LOOK_EVERY)
            facts, position = _new(log, criteria, position)
            _print(facts, reader, as_json)
        return found.indexed


def _new(log: LogSearch, criteria: Criteria, after: int) -> tuple[list[Recorded | UnreadableFact], int]:
    """All that can be found by now and couldn't when the index was there, in log order; and where it is now."""
    page = log.find(criteria, PAGE, after=after)
    found, indexed = page.facts, max(after, page.indexed)
    while len(page.facts) == PAGE:
        page = log.find(criteria, PAGE, before=found[-1].position, after=after)
        found += page.facts
    return found[::-1], indexed


def _print(found: Sequence[Recorded | UnreadableFact], reader: LogReader, as_json: bool) -> None:
    names = Names() if as_json else names_in(reader, [each for each in found if isinstance(each, Recorded)])
    for each in found:
        if isinstance(each, UnreadableFact):
            typer.echo(unreadable_json(each) if as_json else unreadable_text(each))
        else:
            typer.echo(recorded_json(each) if as_json else full_text(each, names))


def _topic(kind: str) -> str:
    topic = kind if kind.startswith(PREFIX) else PREFIX + kind
    if topic not in TOPICS:
        refuse(f"There are no facts of the kind {kind}: `ringlog facts` lists the kinds there are.")
    return topic


def _moment(option: str, given: str | None) -> datetime | None:
    try:
        moment = None if given is None else datetime.fromisoformat(given)
    except ValueError:
        refuse(f"{option} {given} is no time: give one like 2026-11-24T20:33Z.")
    if moment is not None and moment.tzinfo is None:
        refuse(f"{option} {given} has no offset from UTC: give a time like 2026-11-24T20:33Z.")
    return moment
