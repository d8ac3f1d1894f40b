"""What every request passes before it is carried out: the limits of who asks, and those of the process."""

import asyncio
from collections.abc import Callable, Hashable
from contextlib import AsyncExitStack
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationType
from strawberry import Schema

from api.live.allowance import Allowance, Allowances
from api.live.documents import Documents, Execution, Prepared
from api.live.faults import RequestRefused, Result, payload_of, refused
from api.live.limits import Limits
from api.live.messages import Request

TOO_SLOW = refused("This took too long to find out.", "EXECUTION_TOO_SLOW")
NOT_KNOWN_YET = refused(
    "This takes long: nobody knows yet whether it is carried out. Repeat it with the same idempotency key.",
    "OUTCOME_UNKNOWN",
)


class Admission:
    """One for all endpoints of a process."""

    def __init__(self, schema: Schema, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.documents = Documents(schema, self.limits)
        self._allowances = Allowances(self.limits)
        self._executions = asyncio.Semaphore(self.limits.executions_of_all)
        self._under_way: set[asyncio.Task[Result]] = set()

    def allowance(self, who: Hashable) -> Allowance:
        return self._allowances.of(who)

    async def answer(self, who: Hashable, request: Request, prepared: Prepared, context: Callable[[], Any]) -> str:
        """The JSON of what comes of a query or mutation; raises RequestRefused if it isn't executed to its end."""
        allowance = self.allowance(who)
        execution = await self.documents.execution(request, prepared, context(), who)
        try:
            if prepared.kind is OperationType.MUTATION:
                allowance.require_mutation_pace()
                return payload_of(await self._within_time(execution, NOT_KNOWN_YET))
            async with AsyncExitStack() as turns:
                await turns.enter_async_context(allowance.executions)
                await turns.enter_async_context(self._executions)
                return payload_of(await self._within_time(execution, TOO_SLOW))
        finally:
            allowance.charge(execution.spent)

    async def _within_time(self, execution: Execution, late: RequestRefused) -> Result:
        """Nobody waits any longer, and a query is cut off; a mutation that has begun is carried out."""
        task = asyncio.create_task(_result(execution), name="execution")
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        try:
            await asyncio.wait({task}, timeout=self.limits.execution_time)
        finally:
            if not task.done() and late is TOO_SLOW:
                execution.cut_off(late)
        if not task.done():
            raise RequestRefused(late.errors)
        return task.result()

    def _ended(self, task: asyncio.Task[Result]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()


async def _result(execution: Execution) -> Result:
    """What goes wrong beside the resolvers takes the place of the answer."""
    try:
        return await execution.result()
    except RequestRefused:
        raise
    except Exception as fault:  # noqa: BLE001 - payload_of logs it
        return ExecutionResult(None, [GraphQLError(str(fault), original_error=fault)])
