"""Fields whose answer depends on who asks; subscribers whose documents select one do not share executions."""

from graphql import FieldNode, GraphQLField, TypeInfo, TypeInfoVisitor, Visitor, parse, visit
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


def is_personal(field: GraphQLField) -> bool:
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return any(isinstance(directive, Personal) for directive in getattr(definition, "directives", ()))


def selects_personal(schema: RinglogSchema, document: str) -> bool:
    """Whether any field of a valid document is answered differently to different people."""
    types = TypeInfo(schema.definition)
    finder = _PersonalFields(types)
    visit(parse(document), TypeInfoVisitor(types, finder))
    return finder.found


class _PersonalFields(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.found = False

    def enter_field(self, *_: FieldNode) -> None:
        selected = self._types.get_field_def()
        self.found |= selected is not None and is_personal(selected)
