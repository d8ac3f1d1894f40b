"""Which calls a user is in: asked before ringing and joining, answered by a read model."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID


class CallsOfUser(Protocol):
    """Knows which ongoing calls a user is in. Being a moment behind is fine: the calls themselves are checked."""

    def calls_of(self, user_id: UUID, /) -> Collection[UUID]: ...


class NoCallsOfUser:
    """Without a read model, nobody is known to be in another call."""

    def calls_of(self, _: UUID, /) -> Collection[UUID]:
        return ()
