"""Mutations of a call's thread: post a message."""

import strawberry

from api.graphql.calls.inputs import OfCall
from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.mutation import mutation
from api.graphql.core.payload import Payload
from api.graphql.core.performing import acting_person, perform
from api.graphql.threads.thread import Message


@strawberry.input(description="What to post, and in the thread of which call.")
class PostMessageInput(OfCall):
    call_id: strawberry.ID = strawberry.field(description="The call, ongoing or ended.")
    text: str = strawberry.field(description="The text: 1 to 16,383 characters, emoji included.")


@strawberry.type(description="The posted message.")
class PostMessagePayload(Payload):
    message_id: strawberry.ID = strawberry.field(description="The message.")

    @resolved("The message; null if the viewer may not see it, or while the views are behind: ask again by its id.")
    async def posted_message(self, info: Info) -> Message | None:
        return await self.found(info, Message, self.message_id)


@strawberry.type
class ThreadMutations:
    @mutation("Post a message in a call's thread, during the call or after it. Members of the room may.")
    async def post_message(self, info: Info, input: PostMessageInput) -> PostMessagePayload:
        person = await acting_person(info.context)
        post = info.context.services.threads.post
        done = await perform(info, post, input, call_id=input.call(), by=person.user_id, text=input.text)
        return PostMessagePayload(shown=done.shown, message_id=global_id("Message", done.answer[1]))
