"""One subscriber's subscription: which group it is in, and when it may be told something."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable

from api.live.access import Scope
from api.live.change_feed import ChangeFeed
from api.live.executions import LiveOperation
from api.live.messages import next_head
from api.live.send_queue import SendQueue
from api.live.state import State
from api.live.subscriber_groups import SubscriberGroup, SubscriberGroups


class LiveSubscription:
    """Member of at most one group at a time, and told nothing while its access is in question.

    `ask_scope` finds out what the subscriber may see; `executions` bounds how many states are made at once for whoever
    it is; `on_end` is called when the subscription ends by itself, with a
    JSON list of errors if it failed. `patches`: whether a state is sent as what has changed since the one before.
    """

    def __init__(
        self,
        quoted_id: str,
        operation: LiveOperation,
        *,
        ask_scope: Callable[[LiveOperation], Awaitable[Scope]],
        groups: SubscriberGroups,
        changes: ChangeFeed,
        send_queue: SendQueue,
        executions: asyncio.Semaphore,
        on_end: Callable[[str | None], None],
        patches: bool = False,
    ) -> None:
        self._head = next_head(quoted_id)
        self._operation = operation
        self._ask_scope = ask_scope
        self._groups = groups
        self._changes = changes
        self._send_queue = send_queue
        self.executions = executions
        self._on_end = on_end
        self._patches = patches
        self._guard = changes.guard(self._question)
        self._questioned = asyncio.Event()
        self._settled = False
        self._access_keys: frozenset[str] = frozenset()
        self._visibility: Hashable = None
        self._group: SubscriberGroup | None = None
        self._delivered: State | None = None
        self._told: State | None = None  # what the client was sent last

    async def run(self) -> None:
        """Follow the subscriber's access for as long as the subscription lasts; raises what `ask_scope` raises."""
        try:
            while True:
                await self._settle()
                await self._questioned.wait()
        finally:
            self.stop()

    def stop(self) -> None:
        """Tell the subscriber nothing any more."""
        self._guard.close()
        self._settled = False
        self._send_queue.discard(self)
        self._leave()

    def deliver(self, state: State) -> None:
        """Send the state of the group, unless the subscriber has it or its access is in question."""
        if self._settled and state is not self._delivered:
            self._delivered = state
            self._send_queue.put_state(self, state)

    def message_of(self, state: State) -> str:
        """What the client is sent to show it, from now on."""
        told, self._told = self._told, state if self._patches else None
        return f"{self._head}{state.payload if told is None else state.since(told)}}}"

    async def taken(self) -> None:
        """Returns once what was delivered last waits no more."""
        await self._send_queue.taken(self)

    def finish(self, errors: str | None) -> None:
        """The group ended. While the access is in question, only the group that is found next has something to say."""
        self._group = None
        if self._settled:
            self._on_end(errors)

    async def _settle(self) -> None:
        """Find out what the subscriber may see now, and join, or stay with, those who may see the same.

        Asks again when the answer may be outdated by a change that came meanwhile.
        """
        outdated = True
        while outdated:
            self._questioned.clear()
            asked = self._changes.sequence
            scope = await self._ask_scope(self._operation)
            self._guard.protect(scope.access_keys)
            outdated = self._changes.changed_since(asked, self._access_keys | scope.access_keys)
            self._access_keys |= scope.access_keys
        self._access_keys = scope.access_keys
        self._settled = True
        self._take_part(scope)

    def _take_part(self, scope: Scope) -> None:
        """Stay where the same is seen; but what builds on what wasn't told begins anew, with the whole."""
        if self._group is not None and self._visibility == scope.visibility and not scope.only_changes:
            self._group.show(self)
            return
        self._leave()
        self._visibility, self._delivered = scope.visibility, None
        self._group = self._groups.join(self._operation, scope.visibility, self, alone=scope.only_changes)

    def _question(self) -> None:
        """What the subscriber may see has changed: even a state that is queued already is held back."""
        self._settled = False
        self._questioned.set()
        if self._send_queue.discard(self):
            self._delivered = None

    def _leave(self) -> None:
        if self._group is not None:
            self._groups.leave(self._group, self)
            self._group = None
