"""What can be asked about the past of calls. Who may ask it follows from what they may see today."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from api.graphql.calls.call import Call
from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import local_id
from api.graphql.core.nodes import visible
from api.graphql.core.paging import DEFAULT_PAGE, After, First, required_id
from api.graphql.core.scalars import BigInt
from api.graphql.past.call_step import CallStepConnection, steps
from api.graphql.past.compared_step import ComparedStepConnection, comparison
from api.graphql.past.moments import moment, require_alone

CallId = Annotated[strawberry.ID, strawberry.argument(description="The call's id.")]
Position = Annotated[
    BigInt | None, strawberry.argument(description="A place in the event log, as callSteps has it: after that fact.")
]
Time = Annotated[
    datetime | None,
    strawberry.argument(description="A time: what was recorded by then, whatever it was dated back to."),
]


@strawberry.type
class PastQueries:
    @resolved(
        "A call, and all that hangs on it, as it was known at a position of the log or at a time; null before it "
        "began. Who may see it, and what is erased, is as it is now. The operation asks for nothing else beside it.",
        personal=True,
    )
    async def call_at(self, info: Info, call_id: CallId, position: Position = None, time: Time = None) -> Call | None:
        require_alone(info)
        context, id_ = info.context, local_id("Call", required_id(call_id, "callId"))
        seen = await context.visible_call(id_)
        then = await moment(context, None if seen is None else seen.id, position, time)
        if seen is None:
            return None
        context.look_back(then)
        return await visible(context, Call, id_)

    @resolved(
        "How a call became what it is: all that was recorded of it, and what each step changed; null for what is no "
        "call. Who may not know that a ring was suppressed sees one like any other.",
        personal=True,
    )
    async def call_steps(
        self, info: Info, call_id: CallId, first: First = DEFAULT_PAGE, after: After = None
    ) -> CallStepConnection | None:
        id_ = await _seen(info.context, call_id, "callId")
        return None if id_ is None else await steps(info.context, id_, first, after)

    @resolved("Two calls side by side, step by step; null if either is no call.", personal=True)
    async def compare_calls(
        self, info: Info, a: CallId, b: CallId, first: First = DEFAULT_PAGE, after: After = None
    ) -> ComparedStepConnection | None:
        of_a, of_b = await _seen(info.context, a, "a"), await _seen(info.context, b, "b")
        return None if of_a is None or of_b is None else await comparison(info.context, of_a, of_b, first, after)


async def _seen(context: Context, given: str, field: str) -> UUID | None:
    """The id of a call, if it may be seen."""
    id_ = local_id("Call", required_id(given, field))
    return None if await context.visible_call(id_) is None else id_
