"""The subscription to a call's thread."""

from uuid import UUID

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.nodes import named
from api.graphql.core.paging import DEFAULT_PAGE
from api.graphql.core.subscriptions import REFUSED, Newest, subscription
from api.graphql.core.watchable import CALL
from api.graphql.threads.thread import Message, Thread, Wanted, messages
from domain.inspections.inspection import Subject
from projections import change_keys


@strawberry.type(description="A call's thread, after each change.")
class ThreadUpdate:
    last: strawberry.Private[int]
    thread: Thread = strawberry.field(description="The thread.")

    @resolved("The newest messages, newest first.")
    async def messages(self, info: Info) -> list[Message]:
        page = await messages(info.context, self.thread.call_id, Wanted(first=self.last))
        return [edge.node for edge in page.edges]


@strawberry.type
class ThreadSubscriptions:
    @subscription(
        CALL,
        "The newest messages of a call's thread.",
        result=f"A call's thread, {REFUSED}",
        subject=Subject.THREAD,
        follows=lambda call: {change_keys.thread(call.id), change_keys.room(call.room_id)},
        follows_own=lambda user_id: {change_keys.reads(user_id), change_keys.user(user_id)},
    )
    async def thread(self, info: Info, call_id: UUID, last: Newest = DEFAULT_PAGE) -> ThreadUpdate:
        return ThreadUpdate(thread=await named(info.context, Thread, call_id), last=last)
