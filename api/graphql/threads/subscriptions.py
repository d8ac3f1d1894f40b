"""The subscription to a call's thread."""

from uuid import UUID

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.paging import DEFAULT_PAGE
from api.graphql.core.subscriptions import REFUSED, Newest, subscription
from api.graphql.core.watchable import CALL
from api.graphql.threads.thread import Message, Thread, Wanted, messages
from domain.inspections.inspection import Subject
from projections import change_keys


@strawberry.type(description="A call's thread, after each change.")
class ThreadUpdate:
    thread: Thread = strawberry.field(description="The thread.")
    messages: list[Message] = strawberry.field(description="The newest messages, newest first.")


@strawberry.type
class ThreadSubscriptions:
    @subscription(
        CALL,
        "The newest messages of a call's thread.",
        result=f"A call's thread, {REFUSED}",
        subject=Subject.THREAD,
        follows=lambda call: {change_keys.thread(call.id), change_keys.room(call.room_id)},
    )
    async def thread(self, info: Info, call_id: UUID, last: Newest = DEFAULT_PAGE) -> ThreadUpdate:
        page = await messages(info.context, call_id, Wanted(first=last))
        return ThreadUpdate(thread=Thread.of_call(call_id), messages=[edge.node for edge in page.edges])
