"""Mutations of a call's thread: post a message."""

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.ids import global_id
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import Keyed, acting_person, perform, wanted
from api.graphql.threads.thread import Message, visible_message
from domain.kernel.errors import UnknownCall


@strawberry.input(description="What to write in the thread of which call.")
class PostMessageInput(Keyed):
    call_id: strawberry.ID = strawberry.field(description="The call, which may have ended.")
    text: str = strawberry.field(description="1 to 16,383 characters, emoji among them.")


@strawberry.type(description="The message, which is in the thread.")
class PostMessagePayload:
    call_id: strawberry.ID = strawberry.field(description="The call.")
    message_id: strawberry.ID = strawberry.field(description="The message.")
    posted: Message | None = strawberry.field(
        description="The message; null if it may not be seen, or the views are late: ask again with its id then."
    )


@strawberry.type
class ThreadMutations:
    @mutation("Write in a call's thread, during the call or after it. Members of the room may.")
    async def post_message(self, info: Info, input: PostMessageInput) -> PostMessagePayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.threads.post,
            input,
            call_id=wanted("Call", input.call_id, UnknownCall),
            by=person.user_id,
            text=input.text,
        )
        call_id, message_id = done.answer
        return PostMessagePayload(
            call_id=global_id("Call", call_id),
            message_id=global_id("Message", message_id),
            posted=await visible_message(info.context, message_id) if done.shown else None,
        )
