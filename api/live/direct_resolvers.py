"""What answers a field, without what Strawberry puts around it and the field has no use for.

For each value Strawberry converts arguments, composes extensions and looks whether the result has to be awaited, which
takes longer than most resolvers do. A field without arguments and extensions has nothing of that.
"""

from collections.abc import Callable
from typing import Any

from graphql import GraphQLField, GraphQLLeafType, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, is_leaf_type
from strawberry import Info
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField


class Attribute:
    """Resolves a field to an attribute of the object. `leaf` is the field's type, with or without its "!", if it is a
    leaf.
    """

    def __init__(self, name: str, field: GraphQLField) -> None:
        self.name = name
        kind = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        self.leaf: GraphQLLeafType | None = kind if is_leaf_type(kind) else None

    def __call__(self, source: Any, _info: object, **_arguments: object) -> Any:
        return getattr(source, self.name)


def resolve_directly(schema: GraphQLSchema) -> None:
    """Of all objects but the operations' roots, where refusals are made results."""
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType) and kind not in roots:
            for field in kind.fields.values():
                definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
                if isinstance(definition, StrawberryField):
                    field.resolve = _direct(field, definition) or field.resolve


def _direct(field: GraphQLField, definition: StrawberryField) -> Callable[..., Any] | None:
    """None if it has a use for what Strawberry does."""
    if definition.is_basic_field:
        return Attribute(definition.python_name, field)
    resolver = definition.base_resolver
    if resolver is None or definition.extensions or definition.arguments or resolver.self_parameter is None:
        return None
    method: Any = resolver.wrapped_func
    if resolver.info_parameter is None:
        return lambda source, _info: method(source)
    return lambda source, info: method(source, info=Info(_raw_info=info, _field=definition))
