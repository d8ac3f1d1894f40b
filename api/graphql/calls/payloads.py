"""What payloads show of calls and sessions."""

from typing import Any, Self
from uuid import UUID

import strawberry

from api.graphql.calls.call import Call
from api.graphql.calls.session import Session
from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id
from api.graphql.core.payload import Payload
from api.graphql.core.performing import Performed


@strawberry.type
class WithCall(Payload):
    call_id: strawberry.ID = strawberry.field(description="The call.")

    @classmethod
    def of(cls, done: Performed, **others: Any) -> Self:
        """Of a use case whose answer begins with the call."""
        return cls(shown=done.shown, call_id=global_id("Call", done.answer[0]), **others)

    @resolved(
        "The call as it is now; null if the viewer may not see it, or while the views are behind: ask again by its id."
    )
    async def call(self, info: Info) -> Call | None:
        return await self.found(info, Call, self.call_id)


@strawberry.type
class WithSession(Payload):
    session_id: strawberry.ID = strawberry.field(description="The session.")

    @classmethod
    def of(cls, done: Performed, *, session_id: UUID, **others: Any) -> Self:
        """Of a use case of one session."""
        return cls(shown=done.shown, session_id=global_id("Session", session_id), **others)

    @resolved("The session as it is now; null while the views are behind: ask again by its id.")
    async def session(self, info: Info) -> Session | None:
        return await self.found(info, Session, self.session_id)


@strawberry.type
class Entered(WithCall, WithSession):
    """A call with one more device in it."""

    @classmethod
    def of(cls, done: Performed, **others: Any) -> Self:
        """Of a use case whose answer ends with the call and the session."""
        call_id, session_id = done.answer[-2:]
        return cls(
            shown=done.shown,
            call_id=global_id("Call", call_id),
            session_id=global_id("Session", session_id),
            **others,
        )
