"""Fields whose answer depends on who asks; subscribers whose documents select one do not share executions."""

from collections.abc import Mapping
from typing import Any

from graphql import SKIP, FieldNode, GraphQLField, TypeInfo, TypeInfoVisitor, Visitor, VisitorAction, parse, visit
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.schema_directive import Location, schema_directive

from api.graphql.core.ringlog_schema import RinglogSchema


@schema_directive(
    locations=[Location.FIELD_DEFINITION],
    name="personal",
    description="The answer depends on who asks. A subscription that selects such a field is executed for each person "
    "separately.",
)
class Personal:
    pass


OWN: Mapping[Any, Any] = {Personal: "own"}
"""Metadata of a field that is null to all but whoever is told what is their own, in an execution for them alone."""


def is_personal(field: GraphQLField) -> bool:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return any(isinstance(directive, Personal) for directive in getattr(definition, "directives", ()))


def is_own(field: GraphQLField) -> bool:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return Personal in getattr(definition, "metadata", ())


def selects_personal(schema: RinglogSchema, document: str) -> bool:
    """Whether any field of a valid document is answered differently to different people, where these may share it."""
    types = TypeInfo(schema.definition)
    finder = _PersonalFields(types)
    visit(parse(document), TypeInfoVisitor(types, finder))
    return finder.found


class _PersonalFields(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.found = False

    def enter_field(self, *_: FieldNode) -> VisitorAction:
        selected = self._types.get_field_def()
        if selected is None or is_own(selected):
            return SKIP
        self.found |= is_personal(selected)
        return None
