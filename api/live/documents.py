"""GraphQL documents, prepared once: parsed, validated by the schema's own rules, and analysed; and their execution.

All use of Strawberry's private interface is in this file.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeGuard, cast
from weakref import WeakValueDictionary

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    get_argument_values,
    get_operation_ast,
    print_ast,
    separate_operations,
)
from graphql.execution.collect_fields import GroupedFieldSet, collect_fields
from strawberry import Schema
from strawberry.exceptions import MissingQueryError
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.schema.schema import DEFAULT_ALLOWED_OPERATION_TYPES
from strawberry.types import ExecutionContext
from strawberry.utils.await_maybe import await_maybe

from api.live.budget import Budget, Turns
from api.live.executor import BudgetedExecutor
from api.live.faults import RequestRefused, Result, refused, shortened
from api.live.limits import Limits
from api.live.messages import Request, canonical
from runtime.threads import in_document_thread

MOST_ERRORS = 5  # that are told of variables


Key: TypeAlias = tuple[str, str | None]  # a document's text, and the name of the operation in it


@dataclass(frozen=True, slots=True)
class Prepared:
    """A valid document, what kind of operation the request selects in it, and that operation's canonical text."""

    document: DocumentNode
    kind: OperationType
    text: str


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


class Documents:
    """Prepares requests against one schema; keeps what it prepared, least recently used first out.

    The schema's extensions run for parsing and validation, without a context and once per distinct document, not once
    per request. That happens on a thread, one document of a user at a time.
    """

    def __init__(self, schema: Schema, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._kept: OrderedDict[Key, Prepared | RequestRefused] = OrderedDict()
        self._kept_size = 0
        self._under_way: dict[Key, asyncio.Task[Prepared | RequestRefused]] = {}
        self._executions = Turns()
        self._turns: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def __len__(self) -> int:
        return len(self._kept)

    async def prepared(self, request: Request, who: Hashable = None) -> Prepared:
        """The request's document; raises RequestRefused with what is wrong with it."""
        key = (request.query, request.operation_name)
        if len(request.query) > self._limits.document:
            raise refused(f"The document is longer than {self._limits.document} characters.", "QUERY_TOO_LONG")
        if key not in self._kept:
            async with self._turn(who):
                prepared = self._kept.get(key) or await self._prepared_once(key, request)
        else:
            self._kept.move_to_end(key)
            prepared = self._kept[key]
        if isinstance(prepared, RequestRefused):
            raise RequestRefused(prepared.errors)
        return prepared

    async def live(self, request: Request, who: Hashable = None, *, many: bool = False) -> LiveOperation:
        """The subscription a request asks for; raises RequestRefused also when its variables do not fit.

        `many`: whether these have so many values that nobody should wait for their being gone through.
        """
        prepared = await self.prepared(request, who)
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
        self, request: Request, prepared: Prepared, context: object, who: Hashable = None, *, many: bool = False
    ) -> "Execution":
        """Of a query or mutation; raises RequestRefused when its variables do not fit."""
        asked = self._asked(request)
        asked.context, asked.graphql_document = context, prepared.document
        executor = await self._executor(request, prepared, who, many=many)
        executor.context_value = context
        return Execution(self._schema, asked, executor, prepared.kind)

    async def _prepared_once(self, key: Key, request: Request) -> Prepared | RequestRefused:
        """However many ask for it at the same time, and whoever of them goes away."""
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._kept_afresh(key, request), name="document")
            task.add_done_callback(lambda _: self._under_way.pop(key))
        return await asyncio.shield(task)

    async def _kept_afresh(self, key: Key, request: Request) -> Prepared | RequestRefused:
        prepared = await in_document_thread(self._prepare, request)
        self._keep(key, prepared)
        return prepared

    def _turn(self, who: Hashable) -> asyncio.Lock:
        return self._turns.setdefault(who, asyncio.Lock())

    def _asked(self, request: Request) -> ExecutionContext:
        return self._schema._create_execution_context(  # noqa: SLF001 - Strawberry has no public way
            query=request.query,
            allowed_operation_types=DEFAULT_ALLOWED_OPERATION_TYPES,
            operation_name=request.operation_name,
        )

    async def _executor(self, request: Request, prepared: Prepared, who: Hashable, *, many: bool) -> BudgetedExecutor:
        """Many values of variables are as much work as a document."""
        if not many:
            return self._coerced(request, prepared)
        async with self._turn(who):
            return await in_document_thread(self._coerced, request, prepared)

    def _coerced(self, request: Request, prepared: Prepared) -> BudgetedExecutor:
        executor = BudgetedExecutor.build(
            self._schema._schema,  # noqa: SLF001 - Strawberry has no public way
            prepared.document,
            raw_variable_values=request.variables,
            operation_name=request.operation_name,
            middleware=self._schema._get_middleware_manager(self._schema.get_extensions()),  # noqa: SLF001 - Strawberry has no public way
            is_awaitable=cast("Callable[[Any], TypeGuard[Awaitable[Any]]]", optimized_is_awaitable),
            max_coercion_errors=MOST_ERRORS,
            hide_suggestions=self._schema.config.disable_field_suggestions,
        )
        if isinstance(executor, list):
            raise RequestRefused(_coded(error) for error in executor[:MOST_ERRORS])
        assert isinstance(executor, BudgetedExecutor)
        executor.budget = Budget(self._limits.values, self._executions)
        return executor

    def _prepare(self, request: Request) -> Prepared | RequestRefused:
        asked = self._asked(request)
        extensions = self._schema.get_extensions()
        for extension in extensions:
            extension.execution_context = asked
        runner = self._schema.create_extensions_runner(asked, extensions)
        try:
            with runner.operation():
                failed = self._schema._prepare_operation_sync(asked, runner)  # noqa: SLF001 - Strawberry has no public way
        except MissingQueryError:
            return refused("The document is empty.", "NO_QUERY")
        except CannotGetOperationTypeError as error:
            return refused(shortened(error.as_http_error_reason()), "UNKNOWN_OPERATION")
        except GraphQLError as refusal:
            return RequestRefused([refusal])
        if failed is not None:
            return RequestRefused(failed.errors or ())
        assert asked.graphql_document is not None
        operation = get_operation_ast(asked.graphql_document, request.operation_name)
        if operation is None:
            return refused("The document has several operations; say which by `operationName`.", "OPERATION_UNNAMED")
        return Prepared(asked.graphql_document, operation.operation, _canonical_text(asked.graphql_document, operation))

    def _keep(self, key: Key, prepared: Prepared | RequestRefused) -> None:
        self._kept[key] = prepared
        self._kept_size += len(key[0])
        while len(self._kept) > self._limits.cached_documents or (
            self._kept_size > self._limits.cached_documents_size and len(self._kept) > 1
        ):
            (text, _), _ = self._kept.popitem(last=False)
            self._kept_size -= len(text)


class Execution:
    """One query or mutation, about to be executed once."""

    def __init__(
        self, schema: Schema, asked: ExecutionContext, executor: BudgetedExecutor, kind: OperationType
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
        extensions = self._schema.get_extensions()
        for extension in extensions:
            extension.execution_context = self._asked
        runner = self._schema.create_extensions_runner(self._asked, extensions)
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


def _canonical_text(document: DocumentNode, operation: OperationDefinitionNode) -> str:
    alone = separate_operations(document)[operation.name.value if operation.name else ""]
    definitions = (
        replace(node, name=None) if isinstance(node, OperationDefinitionNode) else node for node in alone.definitions
    )
    return print_ast(DocumentNode(definitions=tuple(definitions)))


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
