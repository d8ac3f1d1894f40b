"""The subscription to a call."""

from uuid import UUID

import strawberry

from api.graphql.calls.call import Call
from api.graphql.core.context import Info
from api.graphql.core.nodes import named
from api.graphql.core.subscriptions import REFUSED, subscription
from api.graphql.core.watchable import CALL
from domain.inspections.inspection import Subject
from projections import change_keys


@strawberry.type(description="The state of a call, after each change.")
class CallUpdate:
    call: Call = strawberry.field(description="The call.")


@strawberry.type
class CallSubscriptions:
    @subscription(
        CALL,
        "A call, with everything in it.",
        result=f"A call, {REFUSED}",
        subject=Subject.CALL,
        follows=lambda call: {change_keys.call(call.id), change_keys.room(call.room_id)},
    )
    async def call(self, info: Info, call_id: UUID) -> CallUpdate:
        return CallUpdate(call=await named(info.context, Call, call_id))
