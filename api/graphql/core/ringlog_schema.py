"""Strawberry's schema, as Ringlog serves it."""

from graphql import GraphQLError, GraphQLSchema
from strawberry import Schema
from strawberry.types import ExecutionContext


class RinglogSchema(Schema):
    """Leaves the log to the endpoints, which write down what is unexpected and say nothing of clients' mistakes."""

    @property
    def definition(self) -> GraphQLSchema:
        """The schema as graphql-core validates documents against it."""
        return self._schema

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        pass
