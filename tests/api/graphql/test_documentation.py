"""The manual's documents are ones that the schema takes."""

import re
from pathlib import Path

import pytest
from graphql import parse, validate

from api.graphql.core.limits.unfolded_size import measured
from api.graphql.schema import schema

EXAMPLES = re.findall(r"```graphql\n(.*?)```", Path("docs/api.md").read_text(), re.DOTALL)


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("(")[0].split("{")[0].strip())
def test_an_example_is_valid_and_within_the_limits(example: str) -> None:
    document = parse(example)
    assert validate(schema._schema, document) == []
    assert measured(document, schema._schema).depth <= 15
