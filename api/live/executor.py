"""Execution within a budget. All use of graphql-core's internals for it is in this file."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from graphql import GraphQLLeafType, GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import Path, gather_with_cancel
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.live.direct_resolvers import Attribute
from api.live.limits.execution_budget import TEXT, Budget

SHORT_LIST = 25
"""Entries that are completed without looking whether it is the others' turn."""
AT_ONCE = 100
"""Entries whose values are waited for together, so that what they load becomes one statement."""


class BudgetedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Raises RequestRefused, instead of answering in part, when its budget is exhausted."""

    budget: Budget

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Any:
        """The object's fields, at once or when the others had their turn."""
        self.budget.spend(len(grouped_field_set))
        of_object = parent_type, source_value, path, grouped_field_set, position_context
        return self._later(of_object) if self.budget.stretched else super().execute_fields(*of_object)

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        """Most values are attributes that stand for themselves; with what goes wrong, graphql-core deals."""
        field = self.schema.get_field(parent_type, field_details_list[0].node.name.value)
        attribute = None if field is None else field.resolve
        if isinstance(attribute, Attribute) and attribute.leaf is not None:
            value = getattr(source, attribute.name, None)
            if value is not None:
                with suppress(Exception):
                    return self.complete_leaf_value(attribute.leaf, value)
        return super().execute_field(parent_type, source, field_details_list, path, position_context)

    async def _later(self, of_object: Any) -> Any:
        await self.budget.turn()
        result = super().execute_fields(*of_object)
        return await result if self.is_awaitable(result) else result

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: Iterable[Any],
        position_context: Any,
    ) -> Any:
        """A long list's entries in stretches: neither one task for each, nor all before the others have their turn."""
        if isinstance(items, list) and (len(items) > SHORT_LIST or self.budget.stretched):
            return self._in_stretches(items, item_type, field_details_list, info, path, position_context)
        return super().complete_iterable_value(item_type, field_details_list, info, path, items, position_context)

    async def _in_stretches(
        self, items: list[Any], item_type: Any, fields: Any, info: Any, path: Path, position: Any
    ) -> list[Any]:
        completed: list[Any] = []
        awaited: list[int] = []
        try:
            for index, item in enumerate(items):
                if index % SHORT_LIST == 0:
                    await self.budget.turn()
                item_path = path.add_key(index, None)
                if self.complete_list_item_value(item, completed, item_type, fields, info, item_path, position):
                    awaited.append(index)
                if len(awaited) == AT_ONCE:
                    await _gathered(completed, awaited)
            await _gathered(completed, awaited)
        except BaseException:
            self.settle_in_background([completed[index] for index in awaited])
            raise
        return completed

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


async def _gathered(completed: list[Any], awaited: list[int]) -> None:
    """Put the values of those that are awaited in their places."""
    waiting = [completed[index] for index in awaited]
    places = awaited.copy()
    awaited.clear()
    for index, value in zip(places, await gather_with_cancel(*waiting), strict=True):
        completed[index] = value
