"""Shared execution: one running subscription for everyone who asks the same and may see the same."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Hashable
from contextlib import aclosing
from copy import copy
from functools import partial
from typing import Any, Protocol, TypeVar, cast

from graphql import ExecutionResult
from graphql.execution import create_source_event_stream, execute_subscription_event
from strawberry.utils.await_maybe import await_maybe

from api.live.change_feed import ChangeFeed
from api.live.common_payloads import CommonPayloads, in_common
from api.live.errors import RequestRefused, errors_of, payload_of
from api.live.executions import LiveOperation
from api.live.executor import BudgetedExecutor
from api.live.state import State

T = TypeVar("T")
BREATH = 128
"""Deliveries in a row before the event loop gets to do something else."""


class Member(Protocol):
    """A subscriber, as its group sees it."""

    @property
    def executions(self) -> asyncio.Semaphore:
        """How many states may be made at once for the user whose subscription it is."""

    def deliver(self, state: State) -> None:
        """Take the state; the same one may come again."""

    async def taken(self) -> None:
        """Returns once what was delivered last is on its way, or never will be."""

    def finish(self, errors: str | None) -> None:
        """The subscription is over, with a JSON list of errors if it failed."""


class SubscriberGroup:
    """One execution and its members. It runs from its first member's joining to its last one's leaving."""

    def __init__(
        self,
        key: Hashable,
        operation: LiveOperation,
        context: Callable[[], Any],
        changes: ChangeFeed,
        common: CommonPayloads,
    ) -> None:
        self.key = key
        self._operation = operation
        self._context = context
        self._changes = changes
        self._common = common
        self.members: dict[Member, None] = {}
        self.alone_for: Member | None = None  # whoever gets all that it publishes, which nobody may join later
        self._latest: State | None = None

    def show(self, member: Member) -> None:
        """Give a member the current state, if there is one already."""
        if self._latest is not None:
            member.deliver(self._latest)

    async def run(self) -> None:
        """Execute until the source ends; raises what it raises, or RequestRefused."""
        async with aclosing(self._payloads()) as payloads:
            async for payload in payloads:
                await self._publish(payload)

    async def _payloads(self) -> AsyncGenerator[str, None]:
        """One per state that the subscription's generator yields.

        Every execution gets a context of its own, so that nothing loaded for one state is taken for the next.
        """
        executor = copy(self._operation.executor)
        executor.context_value = self._context()
        source = await completed(await_maybe(create_source_event_stream(executor)))
        if isinstance(source, ExecutionResult):
            raise RequestRefused(source.errors or ())
        async with aclosing(cast("AsyncGenerator[Any, None]", source)) as states:
            async for state in states:
                async with self._turn():
                    payload = await self._payload(executor, state)
                yield payload

    async def _payload(self, executor: BudgetedExecutor, state: Any) -> str:
        common = in_common(state)
        if common is None:
            return await self._executed(executor, state, self._context)
        asked = (*self._operation.key(), common.key)
        return await self._common.payload(asked, partial(self._executed, executor, state, common.context))

    async def _executed(self, executor: BudgetedExecutor, state: Any, context: Callable[[], Any]) -> str:
        execution = cast("BudgetedExecutor", executor.build_per_event_executor(state))
        execution.context_value = context()
        execution.budget = executor.budget.afresh()
        result = await completed(await_maybe(execute_subscription_event(execution)))
        if self.alone_for is not None and result.errors:
            raise RequestRefused(result.errors)  # what comes after it would build on what nobody was told
        return payload_of(result)

    def _turn(self) -> asyncio.Semaphore:
        """Of a member for whom less than may be is under way, so that nobody waits for what another has too much of."""
        last = asyncio.Semaphore()  # of nobody: whoever comes next has their own
        for member in self.members:
            last = member.executions
            if not last.locked():
                break
        return last

    async def _publish(self, payload: str) -> None:
        """Deliver to all members, unless nothing changed for them.

        Waiting for the changes first: what was read may be newer than the last notification, and one that takes
        somebody's access away may be among those on their way.
        """
        if self._latest is not None and payload == self._latest.payload:
            return
        await self._changes.caught_up()
        state = self._latest = State(payload)
        for number, member in enumerate(tuple(self.members), start=1):
            if member in self.members:
                member.deliver(state)
            if number % BREATH == 0:
                await asyncio.sleep(0)
        if self.alone_for is not None:
            await self.alone_for.taken()


async def completed(execution: Coroutine[Any, Any, T]) -> T:
    """Its result; whoever is cancelled meanwhile goes once it is there.

    An execution that is cut off leaves coroutines behind that nobody ever awaits.
    """
    task = asyncio.ensure_future(execution)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


class SubscriberGroups:
    """All groups of an endpoint.

    `context_for` makes the context of an execution from the visibility its members share.
    """

    def __init__(self, changes: ChangeFeed, context_for: Callable[[Hashable], Any]) -> None:
        self._changes = changes
        self._context_for = context_for
        self._common = CommonPayloads()
        self._groups: dict[Hashable, SubscriberGroup] = {}
        self._tasks: dict[SubscriberGroup, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._groups)

    def join(
        self, operation: LiveOperation, visibility: Hashable, member: Member, *, alone: bool = False
    ) -> SubscriberGroup:
        """Put a member into the group for this operation and visibility; it gets the group's current state at once.

        `alone`: into a new one that nobody else joins.
        """
        key = (operation.key(), visibility, member if alone else None)
        group = self._groups.get(key)
        if group is None:
            context = partial(self._context_for, visibility)
            group = SubscriberGroup(key, operation, context, self._changes, self._common)
            group.alone_for = member if alone else None
            self._groups[key] = group
            task = asyncio.create_task(self._run(group), name=f"live {operation.field}")
            self._tasks[group] = task
            task.add_done_callback(lambda _: self._tasks.pop(group))
        group.members[member] = None
        group.show(member)
        return group

    def leave(self, group: SubscriberGroup, member: Member) -> None:
        """Take a member out of its group; the last one ends it."""
        group.members.pop(member, None)
        task = self._tasks.get(group)
        if not group.members and task is not None:
            self._forget(group)
            task.cancel()

    async def close(self) -> None:
        """End all groups, without a word to their members."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, group: SubscriberGroup) -> None:
        errors: str | None = None
        try:
            await group.run()
        except Exception as fault:  # noqa: BLE001 - errors_of logs what is unexpected
            errors = errors_of(fault)
        self._forget(group)
        for member in tuple(group.members):
            member.finish(errors)

    def _forget(self, group: SubscriberGroup) -> None:
        if self._groups.get(group.key) is group:
            del self._groups[group.key]
