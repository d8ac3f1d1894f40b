from typing import Any, cast

import pytest
import strawberry
from graphql import parse
from strawberry.utils.await_maybe import await_maybe

from api.live import ExecutableSchema
from api.live.executor import BudgetedExecutor
from api.live.fair_turns import FairTurns
from api.live.limits.execution_budget import Budget
from api.live.messages import GraphQLRequest


@strawberry.type
class Thing:
    name: str
    size: int
    note: str | None = None
    parts: list[str] = strawberry.field(default_factory=list)

    @strawberry.field
    def loud(self) -> str:
        return self.name.upper()

    @strawberry.field
    async def asked_for(self, info: strawberry.Info) -> str:
        return f"{self.name}, {info.field_name}"

    @strawberry.field
    def repeated(self, times: int = 2) -> str:
        return self.name * times


NEITHER_NAMED_NOR_MEASURED = Thing(name=cast("str", None), size=cast("int", "big"))


@strawberry.type
class Query:
    @strawberry.field
    def thing(self) -> Thing:
        return Thing(name="a", size=1, parts=["b", "c"])

    @strawberry.field
    def odd(self) -> Thing | None:
        return NEITHER_NAMED_NOR_MEASURED


@pytest.mark.parametrize(
    "fields",
    [
        "thing { name size note parts __typename }",
        "thing { called: name loud askedFor }",
        "thing { repeated more: repeated(times: 3) }",
        "odd { note }",
        "odd { name }",
        "odd { size }",
        "odd { loud }",
    ],
)
async def test_an_answer_is_the_one_that_strawberry_gives(fields: str) -> None:
    document = f"{{ {fields} }}"
    expected = await strawberry.Schema(Query).execute(document)
    executor = ExecutableSchema(Query).executor(GraphQLRequest(document), parse(document))
    assert isinstance(executor, BudgetedExecutor)
    executor.budget = Budget(1000, FairTurns())
    answer: Any = await await_maybe(executor.execute_operation())
    assert answer.data == expected.data
    assert [each.formatted for each in answer.errors or ()] == [each.formatted for each in expected.errors or ()]
