"""Statistics: how much the workspace calls, for admins and auditors."""

from datetime import date
from typing import Annotated, Self

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.enums import RoomKind
from api.graphql.core.fields import resolved
from api.graphql.core.paging import wrong_argument
from projections.statistics import ActivityRow, CallStatisticsRow

LONGEST_SPAN = 3_660  # days

Since = Annotated[date, strawberry.argument(description="The first day (UTC).")]
Until = Annotated[
    date, strawberry.argument(description="The last day (UTC), which is included; at most ten years after the first.")
]


@strawberry.type(description="What is ongoing now in rooms of one kind.")
class Activity:
    room_kind: RoomKind = strawberry.field(description="The kind of room.")
    call_count: int = strawberry.field(description="How many calls are ongoing.")
    session_count: int = strawberry.field(description="How many devices are in them.")

    @classmethod
    def of(cls, row: ActivityRow) -> Self:
        return cls(room_kind=row.room_kind, call_count=row.calls, session_count=row.sessions)


@strawberry.type(description="The calls that began on one day or in one month, in rooms of one kind.")
class CallStatistics:
    day: date = strawberry.field(description="The day (UTC); for a month, its first day.")
    room_kind: RoomKind = strawberry.field(description="The kind of room.")
    call_count: int = strawberry.field(description="How many calls began.")
    held_call_count: int = strawberry.field(
        description="How many of these calls were held and have ended. A call that was not answered is not held."
    )
    average_duration_seconds: float | None = strawberry.field(
        description="How long held calls took on average, in seconds, from answering if they rang; null if there "
        "were none."
    )
    average_participants: float | None = strawberry.field(
        description="How many users took part in a held call on average; null if there were none."
    )

    @classmethod
    def of(cls, row: CallStatisticsRow) -> Self:
        duration = row.average_duration
        return cls(
            day=row.day,
            room_kind=row.room_kind,
            call_count=row.calls,
            held_call_count=row.held,
            average_duration_seconds=None if duration is None else duration.total_seconds(),
            average_participants=row.average_participants,
        )


@strawberry.type(description="How much the workspace calls.")
class Statistics:
    @resolved("What is ongoing now, by kind of room; kinds that never had a call are left out.")
    async def now(self, info: Info) -> list[Activity]:
        return [Activity.of(row) for row in await info.context.backend.views.statistics.now()]

    @resolved("By day and kind of room, newest day first; days without calls are left out.")
    async def by_day(self, info: Info, since: Since, until: Until) -> list[CallStatistics]:
        _require_span(since, until)
        rows = await info.context.backend.views.statistics.by_day(since, until)
        return [CallStatistics.of(row) for row in rows]

    @resolved("By month and kind of room, newest month first; of the first and last month, only the days asked for.")
    async def by_month(self, info: Info, since: Since, until: Until) -> list[CallStatistics]:
        _require_span(since, until)
        rows = await info.context.backend.views.statistics.by_month(since, until)
        return [CallStatistics.of(row) for row in rows]


def _require_span(since: date, until: date) -> None:
    if (until - since).days > LONGEST_SPAN:
        raise wrong_argument("until", f"At most {LONGEST_SPAN} days at once.")
