"""The subscription to the end of the event log, for auditors."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeAlias

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.paging import DEFAULT_PAGE, LARGEST_PAGE, wrong_argument
from api.graphql.core.scalars import BigInt
from api.graphql.core.subscriptions import Newest, Wake, own_subscription
from api.graphql.search.log_search import Filter, criteria_of, may_search
from api.graphql.search.recorded_fact import RecordedFact, UnreadableFact, shown
from domain.inspections.inspection import Subject
from event_log.search.searching import Found
from projections import change_keys
from runtime.thread_pools import in_thread

INDEXED_WITHIN = 20  # looks, a tenth of a second apart
LOOK_AGAIN = 1.0  # seconds, as long as the index is behind

Later: TypeAlias = Callable[[], None]


@asynccontextmanager
async def _another_look(wake: Wake) -> AsyncIterator[Later]:
    """What it yields has another look taken soon."""
    looks: list[asyncio.TimerHandle] = []

    def later() -> None:
        looks[:] = [asyncio.get_running_loop().call_later(LOOK_AGAIN, wake)]

    try:
        yield later
    finally:
        for look in looks:
            look.cancel()


@strawberry.type(description="The end of the event log, after each change.")
class LogTailUpdate:
    facts: list[RecordedFact] = strawberry.field(
        description="The newest facts that fit, newest first. If all of them are new to you, search for those between."
    )
    indexed_until: BigInt = strawberry.field(description="Up to which position facts can be found by now.")
    unreadable: list[UnreadableFact] = strawberry.field(
        default_factory=list,
        description="What is among the newest that fit and can't be read: somebody changed it in the database.",
    )


@strawberry.type
class LogSubscriptions:
    @own_subscription(
        "The newest facts of the event log; none to all but auditors.",
        follows=frozenset({change_keys.LOG}),
        subject=Subject.LOG,
        hears=_another_look,
    )
    async def log_tail(self, info: Info, filter: Filter, last: Newest = DEFAULT_PAGE, *, heard: Later) -> LogTailUpdate:
        if not 1 <= last <= LARGEST_PAGE:
            raise wrong_argument("last", f"last is from 1 to {LARGEST_PAGE}, not {last}.")
        criteria = criteria_of(filter)
        if not (may_search(info.context) and await info.context.own_access.active()):
            return LogTailUpdate(facts=[], indexed_until=BigInt(0))
        backend, found = info.context.backend, Found([], 0)
        for _ in range(INDEXED_WITHIN):
            found = await in_thread(backend.search.find, criteria, last)
            if found.indexed >= backend.changes.position:
                break
            await asyncio.sleep(0.1)
        else:
            heard()  # nothing else tells when the index has come so far
        newest = [shown(each) for each in found.facts]
        return LogTailUpdate(
            facts=[each for each in newest if isinstance(each, RecordedFact)],
            indexed_until=BigInt(found.indexed),
            unreadable=[each for each in newest if isinstance(each, UnreadableFact)],
        )
