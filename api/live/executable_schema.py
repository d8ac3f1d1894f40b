"""Strawberry's schema, with what preparing and executing in steps of our own needs of its private interface."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeGuard, cast

from graphql import DocumentNode, GraphQLError, GraphQLSchema
from strawberry import Schema
from strawberry.execution import optimized_is_awaitable
from strawberry.extensions.runner import SchemaExtensionsRunner
from strawberry.schema.schema import DEFAULT_ALLOWED_OPERATION_TYPES
from strawberry.types import ExecutionContext

from api.live.direct_resolvers import resolve_directly
from api.live.executor import BudgetedExecutor
from api.live.messages import GraphQLRequest

MOST_ERRORS = 5  # that are told of variables


class ExecutableSchema(Schema):
    """Like `strawberry.Schema`, but for the cost of a value."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        resolve_directly(self._schema)

    @property
    def definition(self) -> GraphQLSchema:
        """The schema as graphql-core validates documents against it."""
        return self._schema

    def execution_context(self, request: GraphQLRequest) -> ExecutionContext:
        """What the schema's extensions are told of a request."""
        return ExecutionContext(
            query=request.query,
            schema=self,
            allowed_operations=DEFAULT_ALLOWED_OPERATION_TYPES,
            provided_operation_name=request.operation_name,
        )

    def extended(self, asked: ExecutionContext) -> SchemaExtensionsRunner:
        """Runs the schema's extensions around an operation."""
        extensions = self.get_extensions()
        for extension in extensions:
            extension.execution_context = asked
        return self.create_extensions_runner(asked, extensions)

    def problems_of(self, asked: ExecutionContext) -> list[GraphQLError]:
        """Parses and validates; the document is the context's afterwards, unless something is wrong with it.

        Raises GraphQLError, MissingQueryError, CannotGetOperationTypeError.
        """
        runner = self.extended(asked)
        with runner.operation():
            failed = self._prepare_operation_sync(asked, runner)
        return [] if failed is None else list(failed.errors or ())

    def executor(self, request: GraphQLRequest, document: DocumentNode) -> BudgetedExecutor | list[GraphQLError]:
        """With the request's variables, or what is wrong with these; its budget is still to be set."""
        executor = BudgetedExecutor.build(
            self._schema,
            document,
            raw_variable_values=request.variables,
            operation_name=request.operation_name,
            middleware=self._get_middleware_manager(self.get_extensions()),
            is_awaitable=cast("Callable[[Any], TypeGuard[Awaitable[Any]]]", optimized_is_awaitable),
            max_coercion_errors=MOST_ERRORS,
            hide_suggestions=self.config.disable_field_suggestions,
        )
        if isinstance(executor, list):
            return executor[:MOST_ERRORS]
        assert isinstance(executor, BudgetedExecutor)
        return executor
