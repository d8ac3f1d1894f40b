"""Mutations of a call's thread: post a message, and mark what was read."""

from uuid import UUID

import strawberry

from api.graphql.calls.inputs import OfCall
from api.graphql.core.context import Context, Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.inputs import Repeatable, optional, wanted
from api.graphql.core.mutation import mutation
from api.graphql.core.payload import Payload
from api.graphql.core.performing import acting_person, perform
from api.graphql.threads.thread import Message, Thread, texts_expired
from domain.kernel.errors import UnknownCall, UnknownMessage
from runtime.thread_pools import in_thread


@strawberry.input(description="What to post, and in the thread of which call.")
class PostMessageInput(OfCall):
    call_id: strawberry.ID = strawberry.field(description="The call, ongoing or ended.")
    text: str = strawberry.field(description="The text: 1 to 16,383 characters, emoji included.")


@strawberry.input(description="The thread of which call was read, and how far.")
class MarkThreadReadInput(Repeatable, OfCall):
    call_id: strawberry.ID = strawberry.field(description="The call, ongoing or ended.")
    message_id: strawberry.ID | None = optional(
        "The last message that was read; left out, all that are there now. Whoever has read on before loses nothing."
    )


@strawberry.type(description="The posted message.")
class PostMessagePayload(Payload):
    message_id: strawberry.ID = strawberry.field(description="The message.")

    @resolved("The message; null if the viewer may not see it, or while the views are behind: ask again by its id.")
    async def posted_message(self, info: Info) -> Message | None:
        return await self.found(info, Message, self.message_id)


@strawberry.type(description="The thread, read as far as the viewer has.")
class MarkThreadReadPayload(Payload):
    thread_id: strawberry.ID = strawberry.field(description="The thread.")

    @resolved("The thread as it is now.")
    async def thread(self, info: Info) -> Thread | None:
        return await self.found(info, Thread, self.thread_id)


@strawberry.type
class ThreadMutations:
    @mutation("Post a message in a call's thread, during the call or after it. Members of the room may.")
    async def post_message(self, info: Info, input: PostMessageInput) -> PostMessagePayload:
        person = await acting_person(info.context)
        post = info.context.services.threads.post
        done = await perform(info, post, input, call_id=input.call(), by=person.user_id, text=input.text)
        return PostMessagePayload(shown=done.shown, message_id=global_id("Message", done.answer[1]))

    @mutation(
        "Mark the messages of a call's thread as read, all of them or up to one. Members of the room may. Nobody else "
        "is told.",
        result="The thread",
    )
    async def mark_thread_read(self, info: Info, input: MarkThreadReadInput) -> MarkThreadReadPayload:
        person, call_id = await acting_person(info.context), input.call()
        call = await info.context.visible_call(call_id)
        if call is None:
            raise UnknownCall
        number = await _number_of_last_read(info.context, call_id, input.message_id)
        backend = info.context.backend
        if number and not await texts_expired(backend, call):
            await in_thread(backend.read_positions.move, person.user_id, call_id, number, backend.clock())
        return MarkThreadReadPayload(shown=True, thread_id=global_id("Thread", call_id))


async def _number_of_last_read(context: Context, call_id: UUID, message_id: str | None) -> int | None:
    """Of the message, or of the newest one; None if there is none yet. Raises UnknownMessage."""
    if message_id is None:
        newest = await context.views.threads.page(call_id, 1)
        return newest[0].number if newest else None
    message = await context.loaders.messages_of_threads.load(wanted("Message", message_id, UnknownMessage))
    if message is None or message.call_id != call_id:
        raise UnknownMessage
    return message.number
