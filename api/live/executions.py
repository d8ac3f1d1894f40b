"""Operations with their variables, ready to be executed."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    OperationType,
    get_argument_values,
)
from graphql.execution.collect_fields import GroupedFieldSet, collect_fields
from strawberry.types import ExecutionContext
from strawberry.utils.await_maybe import await_maybe

from api.live.documents import Documents, PreparedDocument
from api.live.errors import RequestRefused, Result, shortened
from api.live.executable_schema import ExecutableSchema
from api.live.executor import BudgetedExecutor
from api.live.fair_turns import FairTurns
from api.live.limits.execution_budget import Budget
from api.live.limits.usage_limits import UsageLimits
from api.live.messages import GraphQLRequest, canonical
from runtime.thread_pools import in_document_thread


@dataclass(frozen=True)
class LiveOperation:
    """One subscription with its variables: the root field it selects, and everything needed to execute it."""

    text: str
    """The operation as GraphQL prints it, without its name, comments and what else makes no difference."""
    variables: bytes
    """Canonical JSON of the variables that the operation declares."""
    field: str
    """The root field's name in the schema."""
    arguments: Mapping[str, Any]
    """The root field's arguments by their names in the schema, coerced, defaults filled in."""
    executor: BudgetedExecutor
    """To be copied with a context of one's own."""

    def key(self) -> tuple[str, bytes]:
        """Equal for operations with equal answers for the same visibility."""
        return self.text, self.variables


class Execution:
    """One query or mutation, about to be executed once."""

    def __init__(
        self, schema: ExecutableSchema, asked: ExecutionContext, executor: BudgetedExecutor, kind: OperationType
    ) -> None:
        self._schema = schema
        self._asked = asked
        self._executor = executor
        self.kind = kind

    def root_fields(self) -> int:
        """How many there are, fragments unfolded: of a mutation, how much it changes."""
        root = self._executor.schema.get_root_type(self.kind)
        assert root is not None
        return len(_root_fields(self._executor, root))

    async def result(self) -> Result:
        """Raises RequestRefused when it costs too much, or was cut off."""
        runner = self._schema.extended(self._asked)
        async with runner.operation(), runner.executing():
            result = await await_maybe(self._executor.execute_operation())
        return cast("Result", result)

    @property
    def spent(self) -> int:
        """How many values it has answered so far."""
        return self._executor.budget.spent

    def cut_off(self, reason: RequestRefused) -> None:
        """Let it end as soon as it can."""
        self._executor.budget.exhaust(reason)


class Executions:
    """Makes them of prepared documents. `many` says that a request's variables have so many values that nobody should
    wait for their being gone through: that happens on a thread then.
    """

    def __init__(self, schema: ExecutableSchema, documents: Documents, limits: UsageLimits) -> None:
        self._schema = schema
        self._documents = documents
        self._limits = limits
        self._turns = FairTurns()

    async def live(self, request: GraphQLRequest, who: Hashable = None, *, many: bool = False) -> LiveOperation:
        """The subscription a request asks for; raises RequestRefused also when its variables do not fit."""
        prepared = await self._documents.prepared(request, who)
        variables = request.variables or {}
        executor = await self._executor(request, prepared, who, many=many)
        field, node = _root_field(executor)
        declared = {node.variable.name.value for node in executor.operation.variable_definitions or ()}
        return LiveOperation(
            text=prepared.text,
            variables=canonical.encode({name: value for name, value in variables.items() if name in declared}),
            field=node.name.value,
            arguments=get_argument_values(field, node, executor.variable_values),
            executor=executor,
        )

    async def execution(
        self,
        request: GraphQLRequest,
        prepared: PreparedDocument,
        context: object,
        who: Hashable = None,
        *,
        many: bool = False,
    ) -> Execution:
        """Of a query or mutation; raises RequestRefused when its variables do not fit."""
        asked = self._schema.execution_context(request)
        asked.context, asked.graphql_document = context, prepared.document
        executor = await self._executor(request, prepared, who, many=many)
        executor.context_value = context
        return Execution(self._schema, asked, executor, prepared.kind)

    async def _executor(
        self, request: GraphQLRequest, prepared: PreparedDocument, who: Hashable, *, many: bool
    ) -> BudgetedExecutor:
        """Many values of variables are as much work as a document."""
        if not many:
            return self._coerced(request, prepared)
        async with self._documents.turn(who):
            return await in_document_thread(self._coerced, request, prepared)

    def _coerced(self, request: GraphQLRequest, prepared: PreparedDocument) -> BudgetedExecutor:
        executor = self._schema.executor(request, prepared.document)
        if isinstance(executor, list):
            raise RequestRefused(map(_coded, executor))
        executor.budget = Budget(self._limits.values, self._turns)
        return executor


def _coded(error: GraphQLError) -> GraphQLError:
    code = (error.extensions or {}).get("code", "INVALID_VARIABLES")
    return GraphQLError(shortened(error.message), error.nodes, extensions={"code": code})


def _root_field(executor: BudgetedExecutor) -> tuple[GraphQLField, FieldNode]:
    """The one field that a valid subscription selects."""
    root = executor.schema.subscription_type
    assert root is not None
    node = next(iter(_root_fields(executor, root).values()))[0].node
    field = executor.schema.get_field(root, node.name.value)
    assert field is not None
    return field, node


def _root_fields(executor: BudgetedExecutor, root: GraphQLObjectType) -> GroupedFieldSet:
    return collect_fields(
        executor.schema,
        executor.fragments,
        executor.variable_values,
        root,
        executor.operation,
        executor.hide_suggestions,
    ).grouped_field_set
