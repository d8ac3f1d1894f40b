"""Searches of the event log: what can be looked for, and pages of what is found."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from api.access.tokens import Role
from api.graphql.core.context import Context
from api.graphql.core.ids import local
from api.graphql.core.inputs import optional
from api.graphql.core.paging import Connection, Page, connection, no_page, wrong_argument
from api.graphql.core.scalars import BigInt
from api.graphql.search.recorded_fact import RecordedFact, UnreadableFact, shown
from domain.inspections.inspection import Subject
from domain.kernel.ids import WORKSPACE_ID
from event_log import Recorded
from event_log.catalogue import TOPICS
from event_log.reader import UnreadableFact as Unreadable
from event_log.search.criteria import Criteria
from runtime.thread_pools import in_thread

MOST_KINDS, LONGEST_TEXT = 20, 256


@strawberry.input(description="Which facts to look for: those that fit all the fields that are given.")
class LogFilter:
    about: list[strawberry.ID] | None = optional(
        "Facts that concern all of these: rooms, calls, rings, recordings, messages. What concerns a call concerns its "
        "room. At most 5."
    )
    user_ids: list[strawberry.ID] | None = optional(
        "Facts that name all of these users, or that they caused. At most 5."
    )
    kinds: list[str] | None = optional(
        f"Facts of any of these kinds, such as ringlog.Call.Ended; at most {MOST_KINDS}. docs/events.md lists them."
    )
    actor: str | None = optional("Facts caused by this one: user:…, service:…, media:…, timer or operator.")
    request_id: str | None = optional("Facts that follow from this request, a UUID.")
    text: str | None = optional(
        "Facts with a message, a title or a name in which words begin with the words of this text; up to "
        f"{LONGEST_TEXT} characters."
    )
    since: datetime | None = optional("Facts recorded at this time or later.")
    until: datetime | None = optional("Facts recorded at this time or earlier.")


Filter = Annotated[LogFilter, strawberry.argument(description="Which facts to look for; all, if nothing is given.")]


@strawberry.type(description="A page of facts, newest first.")
class RecordedFactConnection(Connection[RecordedFact]):
    indexed_until: BigInt = strawberry.field(
        default=BigInt(0),
        description="Up to which position facts can be found by now: those of the last moment may be missing.",
    )
    unreadable: list[UnreadableFact] = strawberry.field(
        default_factory=list,
        description="What belongs on this page and can't be read, newest first: somebody changed it in the database.",
    )


def may_search(context: Context) -> bool:
    return context.person is not None and context.person.role is Role.AUDITOR


async def search(context: Context, wanted: LogFilter, first: int, after: str | None) -> RecordedFactConnection:
    """Empty for all but auditors. What is asked for is on record."""
    page = Page.asked(first, after, int)
    criteria = criteria_of(wanted)
    if not (may_search(context) and await context.own_access.active()):
        return no_page(RecordedFactConnection)
    note(context, criteria)
    indexed = 0

    async def fetch(limit: int, place: int | None) -> list[Recorded | Unreadable]:
        nonlocal indexed
        found = await in_thread(context.backend.search.find, criteria, limit, before=place)
        indexed = found.indexed
        return found.facts

    found = await connection(RecordedFactConnection, page, fetch, lambda each: each.position, shown)
    found.indexed_until = BigInt(indexed)
    all_shown: list[RecordedFact | UnreadableFact] = [edge.node for edge in found.edges]
    found.unreadable = [each for each in all_shown if isinstance(each, UnreadableFact)]
    found.edges = [edge for edge in found.edges if isinstance(edge.node, RecordedFact)]
    return found


def note(context: Context, criteria: Criteria) -> None:
    """An auditor searches for these, or in all of the log."""
    for id_ in (*criteria.ids, *criteria.people) or (WORKSPACE_ID,):
        context.note(Subject.LOG, id_)


def criteria_of(wanted: LogFilter) -> Criteria:
    """Raises GraphQLError that names the field which can't be used."""
    kinds = tuple(_given(wanted.kinds) or ())
    if unknown := set(kinds) - TOPICS:
        raise wrong_argument("filter.kinds", f"There are no facts of the kind {min(unknown)}.")
    if len(kinds) > MOST_KINDS:
        raise wrong_argument("filter.kinds", f"At most {MOST_KINDS} kinds at once; there are {len(kinds)}.")
    text = _given(wanted.text)
    if text is not None and len(text) > LONGEST_TEXT:
        raise wrong_argument("filter.text", f"At most {LONGEST_TEXT} characters; there are {len(text)}.")
    return Criteria(
        ids=_ids("about", wanted.about),
        people=_ids("userIds", wanted.user_ids, "User"),
        kinds=kinds,
        actor=_given(wanted.actor),
        request_id=_request_id(_given(wanted.request_id)),
        text=text,
        since=_given(wanted.since),
        until=_given(wanted.until),
    )


def _ids(field: str, given: Any, kind: str | None = None) -> tuple[UUID, ...]:
    asked = _given(given) or []
    if len(asked) > 5:
        raise wrong_argument(f"filter.{field}", f"At most 5 ids at once; there are {len(asked)}.")
    found = [local(id_) for id_ in asked]
    if any(each is None or (kind is not None and each.kind != kind) for each in found):
        raise wrong_argument(f"filter.{field}", f"{field} has what is no id of a {kind or 'thing'}.")
    return tuple(each.id for each in found if each is not None)


def _request_id(given: str | None) -> UUID | None:
    try:
        return None if given is None else UUID(given)
    except ValueError:
        raise wrong_argument("filter.requestId", "requestId is no UUID.") from None


def _given(value: Any) -> Any:
    """None for what was left out."""
    return None if value is strawberry.UNSET else value
