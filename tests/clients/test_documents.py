"""The documents that clients are generated from: valid, not too large, and of all there is to ask, change and watch."""

from pathlib import Path

import pytest
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    build_schema,
    parse,
    print_ast,
    separate_operations,
    validate,
)

from api.graphql.schema import schema as api
from tests.clients.workshop import DOCUMENTS, SCHEMA
from tests.web.workshop import WEB


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA.read_text())


def all_in(folder: Path) -> DocumentNode:
    return parse("\n".join(path.read_text() for path in sorted(folder.glob("*.graphql"))))


@pytest.fixture(scope="module")
def documents() -> DocumentNode:
    return all_in(DOCUMENTS)


of_either = pytest.mark.parametrize("folder", [DOCUMENTS, WEB / "client/src/api/documents"], ids=["others", "browsers"])


@of_either
def test_they_are_valid(schema: GraphQLSchema, folder: Path) -> None:
    assert validate(schema, all_in(folder)) == []


@pytest.mark.parametrize("operation", OperationType)
def test_each_root_field_is_in_one(operation: OperationType, schema: GraphQLSchema, documents: DocumentNode) -> None:
    root = schema.get_root_type(operation)
    assert root
    selected = {
        selection.name.value
        for definition in documents.definitions
        if isinstance(definition, OperationDefinitionNode) and definition.operation is operation
        for selection in definition.selection_set.selections
        if isinstance(selection, FieldNode)
    }
    assert set(root.fields) - selected == set()


@of_either
async def test_none_is_beyond_the_limits_of_the_api(folder: Path) -> None:
    """They are executed without variables and viewer: what has a code is refused before that shows."""
    for name, document in separate_operations(all_in(folder)).items():
        answer = await api.execute(print_ast(document), operation_name=name)
        refused = [error for error in answer.errors or () if "code" in (error.extensions or {})]
        assert (name, refused) == (name, [])
