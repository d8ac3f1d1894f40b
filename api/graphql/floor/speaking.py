"""Who is speaking in a call. It passes, so it is on no record and in no read model."""

from collections.abc import AsyncGenerator

import strawberry

from api.graphql.calls.session import Session
from api.graphql.core.context import Context
from api.graphql.core.errors import NotFound, not_found
from api.graphql.core.ids import NOBODY, local_id
from domain.kernel.errors import UnknownCall
from projections import keys
from projections.live_calls import CallRow
from runtime.presence.speakers import Listener


@strawberry.type(description="Who is speaking in a call at this moment.")
class Speaking:
    sessions: list[Session] = strawberry.field(
        description="The devices that are spoken into, loudest first when they began; none when it is quiet."
    )


async def speaking(context: Context, given: str) -> AsyncGenerator[Speaking | NotFound, None]:
    """Who speaks in the call that a global id names, now and whenever it changes, also by somebody's leaving."""
    call = await context.visible_call(local_id("Call", given))
    call_id = NOBODY if call is None else call.id
    backend = context.backend
    async with (
        backend.changes.watch({keys.call(call_id)}) as changes,
        backend.speakers.listen(call_id, changes.wake) as heard,
    ):
        yield await _shown(context, call, heard)
        async for _ in changes:
            yield await _shown(context, call, heard)


async def _shown(context: Context, call: CallRow | None, heard: Listener) -> Speaking | NotFound:
    """Of those who speak, the ones who are in the call: who has left is heard for a moment more."""
    if call is None:
        return not_found(UnknownCall())
    context.renew()
    rows = {row.id: row for row in await context.loaders.sessions.load(call.id)}
    return Speaking(sessions=[Session.of(rows[id_]) for id_ in heard.speaking if id_ in rows])
