"""Execution within a budget. All use of graphql-core's internals for it is in this file."""

from typing import Any

from graphql import GraphQLLeafType, GraphQLObjectType
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.live.budget import TEXT, Budget


class BudgetedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Raises RequestRefused, instead of answering in part, when its budget is exhausted."""

    budget: Budget

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        fields: GroupedFieldSet,
        position: Any,
    ) -> Any:
        """The object's fields, at once or when the others had their turn."""
        if self.budget.spend(len(fields)):
            return self._later(parent_type, source_value, path, fields, position)
        return super().execute_fields(parent_type, source_value, path, fields, position)

    async def _later(self, *of_object: Any) -> Any:
        await self.budget.turn()
        result = super().execute_fields(*of_object)
        return await result if self.is_awaitable(result) else result

    def complete_leaf_value(self, return_type: GraphQLLeafType, result: Any) -> Any:  # type: ignore[override]  # static there
        value = super().complete_leaf_value(return_type, result)
        if isinstance(value, str) and len(value) >= TEXT:
            self.budget.spend(len(value) // TEXT)
        return value

    def handle_field_error(
        self, raw_error: Exception, return_type: Any, field_details_list: FieldDetailsList, path: Path
    ) -> None:
        """No null in place of what wasn't executed any more."""
        if self.budget.exhausted is not None:
            raise raw_error
        super().handle_field_error(raw_error, return_type, field_details_list, path)
