"""The schema itself: described, exported, and in step with the domain."""

from collections.abc import Iterator
from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLUnionType,
)

from api.graphql.core.nodes import FINDERS
from api.graphql.core.personal_fields import is_personal
from api.graphql.schema import export, schema
from domain.kernel import errors

TYPES = {name: type_ for name, type_ in schema._schema.type_map.items() if not name.startswith("__")}


def _described() -> Iterator[tuple[str, str | None]]:
    """Everything in the schema by name, with its description."""
    for name, type_ in TYPES.items():
        yield name, type_.description
        if isinstance(type_, GraphQLEnumType):
            yield from ((f"{name}.{value}", known.description) for value, known in type_.values.items())
        if isinstance(type_, GraphQLInputObjectType):
            yield from ((f"{name}.{field}", known.description) for field, known in type_.fields.items())
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, known in type_.fields.items():
                yield f"{name}.{field}", known.description
                yield from ((f"{name}.{field}({arg})", asked.description) for arg, asked in known.args.items())


def test_everything_is_described() -> None:
    assert [name for name, description in _described() if not description] == []


def test_what_is_the_same_for_all_is_not_described_by_a_call_history() -> None:
    shared = ("Call.", "CallMessage.", "Conference.", "ConferenceLog.", "CallRecord.")
    assert [name for name, says in _described() if name.startswith(shared) and "history" in (says or "")] == []


def test_the_exported_schema_is_the_one_that_is_served() -> None:
    assert Path("schema.graphql").read_text() == export()
    assert export() == export()


def test_everything_that_has_an_id_is_fetched_by_it() -> None:
    objects = [type_ for type_ in TYPES.values() if isinstance(type_, GraphQLObjectType)]
    with_ids = {type_.name for type_ in objects if "id" in type_.fields}
    assert with_ids == {type_.name for type_ in objects if TYPES["Node"] in type_.interfaces}
    assert with_ids == FINDERS.keys()


def test_what_is_said_of_the_viewer_depends_on_who_asks() -> None:
    objects = [type_ for type_ in TYPES.values() if isinstance(type_, GraphQLObjectType) and type_.name != "Query"]
    fields = {f"{type_}.{name}": field for type_ in objects for name, field in type_.fields.items()}
    about = {name for name in fields if name.partition(".")[2].startswith("viewer")}
    assert {"Call.viewerCanJoin", "CallMessage.viewerAction", "Room.viewerCanStartCall"} < about
    assert [name for name in about if not is_personal(fields[name])] == []


def test_every_refusal_of_the_domain_has_a_code() -> None:
    codes = TYPES["RefusalCode"]
    assert isinstance(codes, GraphQLEnumType)
    refusals = [value for value in vars(errors).values() if isinstance(value, type)]
    assert len(codes.values) == len(refusals) - 1  # DomainError itself is none
    assert codes.values["CALL_ALREADY_ENDED"].description == "The call has ended."


def test_every_mutation_takes_one_input_and_answers_with_its_payload_or_refusals() -> None:
    mutation = TYPES["Mutation"]
    assert isinstance(mutation, GraphQLObjectType)
    for name, field in mutation.fields.items():
        assert list(field.args) == ["input"], name
        result = getattr(field.type, "of_type", None)
        assert isinstance(result, GraphQLUnionType), name
        payload, *refusals = sorted(result.types, key=lambda member: not member.name.endswith("Payload"))
        assert payload.name.endswith("Payload"), name
        assert all("Refusal" in {interface.name for interface in refusal.interfaces} for refusal in refusals), name
