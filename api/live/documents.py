"""GraphQL documents, prepared once: parsed, validated by the schema's own rules, and analysed.

All use of Strawberry's private interface is in this file.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    Executor,
    FieldNode,
    GraphQLField,
    OperationType,
    get_argument_values,
    get_operation_ast,
)
from graphql.execution.collect_fields import collect_fields
from strawberry import Schema
from strawberry.exceptions import MissingQueryError
from strawberry.schema.exceptions import CannotGetOperationTypeError
from strawberry.schema.schema import DEFAULT_ALLOWED_OPERATION_TYPES

from api.live.faults import RequestRefused, refused
from api.live.limits import Limits
from api.live.messages import Request, canonical


@dataclass(frozen=True, slots=True)
class Prepared:
    """A valid document, and what kind of operation the request selects in it."""

    document: DocumentNode
    kind: OperationType


@dataclass(frozen=True)
class LiveOperation:
    """One subscription with its variables: the root field it selects, and everything needed to execute it."""

    text: str
    name: str | None
    variables: bytes
    """Canonical JSON of the variables that the operation declares."""
    field: str
    """The root field's name in the schema."""
    arguments: Mapping[str, Any]
    """The root field's arguments by their names in the schema, coerced, defaults filled in."""
    executor: Executor[Any]
    """To be copied with a context of one's own."""

    def key(self) -> tuple[str, str | None, bytes]:
        """Equal for operations with equal answers for the same visibility."""
        return self.text, self.name, self.variables


class Documents:
    """Prepares requests against one schema; keeps what it prepared, least recently used first out.

    The schema's extensions run for parsing and validation, without a context and once per distinct document, not once
    per request.
    """

    def __init__(self, schema: Schema, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._kept: OrderedDict[tuple[str, str | None], Prepared | RequestRefused] = OrderedDict()
        self._kept_size = 0

    def __len__(self) -> int:
        return len(self._kept)

    async def prepared(self, request: Request) -> Prepared:
        """The request's document; raises RequestRefused with what is wrong with it."""
        key = (request.query, request.operation_name)
        prepared = self._kept.get(key)
        if prepared is None:
            if len(request.query) > self._limits.document:
                raise refused(f"The document is longer than {self._limits.document} characters.", "DOCUMENT_TOO_LONG")
            prepared = await self._prepare(request)
            self._keep(key, prepared)
        else:
            self._kept.move_to_end(key)
        if isinstance(prepared, RequestRefused):
            raise RequestRefused(prepared.errors)
        return prepared

    async def live(self, request: Request) -> LiveOperation:
        """The subscription a request asks for; raises RequestRefused also when its variables do not fit."""
        prepared = await self.prepared(request)
        variables = request.variables or {}
        executor = self._executor(request, prepared, variables)
        field, node = _root_field(executor)
        declared = {node.variable.name.value for node in executor.operation.variable_definitions or ()}
        return LiveOperation(
            text=request.query,
            name=request.operation_name,
            variables=canonical.encode({name: value for name, value in variables.items() if name in declared}),
            field=node.name.value,
            arguments=get_argument_values(field, node, executor.variable_values),
            executor=executor,
        )

    def _executor(self, request: Request, prepared: Prepared, variables: dict[str, Any]) -> Executor[Any]:
        extensions = self._schema.get_extensions()
        executor = self._schema.execution_context_class.build(
            self._schema._schema,  # noqa: SLF001 - Strawberry has no public way
            prepared.document,
            raw_variable_values=variables,
            operation_name=request.operation_name,
            middleware=self._schema._get_middleware_manager(extensions),  # noqa: SLF001 - Strawberry has no public way
        )
        if isinstance(executor, list):
            raise RequestRefused(executor)
        return executor

    async def _prepare(self, request: Request) -> Prepared | RequestRefused:
        schema = self._schema
        context = schema._create_execution_context(  # noqa: SLF001 - Strawberry has no public way
            query=request.query,
            allowed_operation_types=DEFAULT_ALLOWED_OPERATION_TYPES,
            operation_name=request.operation_name,
        )
        extensions = schema.get_extensions()
        for extension in extensions:
            extension.execution_context = context
        runner = schema.create_extensions_runner(context, extensions)
        try:
            async with runner.operation():
                failed = await schema._prepare_operation_async(context, runner)  # noqa: SLF001 - Strawberry has no public way
        except MissingQueryError:
            return refused("The document is empty.", "DOCUMENT_EMPTY")
        except CannotGetOperationTypeError as error:
            return refused(error.as_http_error_reason(), "OPERATION_UNKNOWN")
        if failed is not None:
            return RequestRefused(failed.errors or ())
        assert context.graphql_document is not None
        operation = get_operation_ast(context.graphql_document, request.operation_name)
        if operation is None:
            return refused("The document has several operations; say which by `operationName`.", "OPERATION_UNNAMED")
        return Prepared(context.graphql_document, operation.operation)

    def _keep(self, key: tuple[str, str | None], prepared: Prepared | RequestRefused) -> None:
        if key not in self._kept:
            self._kept_size += len(key[0])
        self._kept[key] = prepared
        while len(self._kept) > self._limits.cached_documents or self._kept_size > self._limits.cached_documents_size:
            (text, _), _ = self._kept.popitem(last=False)
            self._kept_size -= len(text)


def _root_field(executor: Executor[Any]) -> tuple[GraphQLField, FieldNode]:
    """The one field that a valid subscription selects."""
    root = executor.schema.subscription_type
    assert root is not None
    selected = collect_fields(
        executor.schema, executor.fragments, executor.variable_values, root, executor.operation, hide_suggestions=False
    )
    node = next(iter(selected.grouped_field_set.values()))[0].node
    field = executor.schema.get_field(root, node.name.value)
    assert field is not None
    return field, node
