"""What every request passes before it is carried out: the limits of who asks, and those of the process."""

import asyncio
from collections.abc import Callable, Hashable
from contextlib import AsyncExitStack
from typing import Any

from graphql import ExecutionResult, GraphQLError, OperationType

from api.live.documents import Documents, PreparedDocument
from api.live.errors import RequestRefused, Result, payload_of, refused
from api.live.executable_schema import ExecutableSchema
from api.live.executions import Execution, Executions, LiveOperation
from api.live.limits.usage_limits import UsageLimits
from api.live.limits.user_quota import Quota, Quotas
from api.live.messages import GraphQLRequest
from api.live.survey import surveyed

TOO_SLOW = refused("This took too long to find out.", "EXECUTION_TOO_SLOW")
NOT_KNOWN_YET = refused("This takes long.", "OUTCOME_UNKNOWN")
PERHAPS_DONE = "It may have been carried out: repeat it with the same idempotency key, and select what you need."
FEW_VALUES = 500  # of variables, that are gone through within a millisecond or two


class Admission:
    """One for all endpoints of a process."""

    def __init__(self, schema: ExecutableSchema, limits: UsageLimits | None = None) -> None:
        self.limits = limits or UsageLimits()
        self.documents = Documents(schema, self.limits)
        self._executions = Executions(schema, self.documents, self.limits)
        self._quotas = Quotas(self.limits)
        self._running = asyncio.Semaphore(self.limits.executions_of_all)
        self._under_way: set[asyncio.Task[Result]] = set()

    def quota(self, who: Hashable) -> Quota:
        return self._quotas.of(who)

    async def answer(
        self, who: Hashable, request: GraphQLRequest, prepared: PreparedDocument, context: Callable[[], Any]
    ) -> str:
        """The JSON of what comes of a query or mutation; raises RequestRefused if it isn't executed to its end."""
        quota = self.quota(who)
        many = self._has_many_values(quota, request)
        execution = await self._executions.execution(request, prepared, context(), who, many=many)
        try:
            if execution.kind is OperationType.MUTATION:
                return payload_of(await self._changed(quota, execution))
            async with AsyncExitStack() as turns:
                await turns.enter_async_context(quota.executions)
                await turns.enter_async_context(self._running)
                return payload_of(await self._within_time(execution, TOO_SLOW))
        finally:
            quota.charge(execution.spent)

    async def live(self, who: Hashable, request: GraphQLRequest) -> LiveOperation:
        """The subscription a request asks for; raises RequestRefused."""
        many = self._has_many_values(self.quota(who), request)
        return await self._executions.live(request, who, many=many)

    def _has_many_values(self, quota: Quota, request: GraphQLRequest) -> bool:
        """Raises RequestRefused if there is among the variables' what can't be used."""
        survey = surveyed(request.variables)
        quota.charge(survey.values)
        if survey.problem is not None:
            raise refused(f"The variables have {survey.problem}.", "INVALID_INPUT")
        return survey.values > FEW_VALUES

    async def _changed(self, quota: Quota, execution: Execution) -> Result:
        """What goes wrong after it has begun doesn't look as if nothing had been done."""
        quota.require_mutation_rate(execution.root_fields())
        async with quota.changes:
            try:
                return await self._within_time(execution, NOT_KNOWN_YET)
            except RequestRefused as refusal:
                reasons = " ".join(error.message for error in refusal.errors)
        return ExecutionResult(None, list(refused(f"{reasons} {PERHAPS_DONE}", "OUTCOME_UNKNOWN").errors))

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
