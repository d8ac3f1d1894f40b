"""The schema, as Ringlog serves it."""

from graphql import GraphQLError
from strawberry.types import ExecutionContext

from api.live.executable_schema import ExecutableSchema


class RinglogSchema(ExecutableSchema):
    """Leaves the log to the endpoints, which write down what is unexpected and say nothing of clients' mistakes."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        pass
