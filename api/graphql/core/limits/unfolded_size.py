"""How much a document asks for, its fragments unfolded; each fragment is measured once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NamedTypeNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_named_type,
)

from api.graphql.core.limits.assumed_sizes import ASSUMED_SIZES
from api.graphql.core.paging import DEFAULT_PAGE, LARGEST_PAGE

PAGED_BY = frozenset({"first", "last"})


class FragmentWithinItself(Exception):
    """No such document can be unfolded; its argument is the fragment's name."""


@dataclass(frozen=True)
class Measured:
    """What there is of a document when each fragment stands where it is spread.

    depth: fields within fields. aliases: how many. selections: fields, and the fragments themselves.
    entries: how many rows lists within lists may have.
    """

    depth: int = 0
    aliases: int = 0
    selections: int = 0
    entries: int = 0

    def beside(self, other: "Measured") -> "Measured":
        return Measured(
            max(self.depth, other.depth),
            self.aliases + other.aliases,
            self.selections + other.selections,
            self.entries + other.entries,
        )


NOTHING = Measured()
SPREAD = Measured(selections=1)


def measured(document: DocumentNode, schema: GraphQLSchema) -> Measured:
    """The sum of all operations; of the fragments besides, also unused ones, only the selections count.

    What doesn't fit the schema counts as little as it can. Raises FragmentWithinItself, RecursionError.
    """
    unfolding = _Unfolding(document, schema)
    operations = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    total = _together(unfolding.operation(operation) for operation in operations)
    return total.beside(Measured(selections=sum(part.selections for part in unfolding.fragments())))


def _together(parts: Iterable[Measured]) -> Measured:
    return reduce(Measured.beside, parts, NOTHING)


class _Unfolding:
    def __init__(self, document: DocumentNode, schema: GraphQLSchema) -> None:
        definitions = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
        self._schema = schema
        self._fragments = {node.name.value: node for node in definitions}
        self._measured: dict[str, Measured | None] = {}

    def operation(self, operation: OperationDefinitionNode) -> Measured:
        return self._selected(operation.selection_set, self._schema.get_root_type(operation.operation))

    def fragments(self) -> Iterable[Measured]:
        return [self._fragment(name) for name in self._fragments]

    def _selected(self, selections: SelectionSetNode, parent: GraphQLNamedType | None) -> Measured:
        return _together(self._selection(selection, parent) for selection in selections.selections)

    def _selection(self, selection: SelectionNode, parent: GraphQLNamedType | None) -> Measured:
        if isinstance(selection, FragmentSpreadNode):
            return SPREAD.beside(self._fragment(selection.name.value))
        if isinstance(selection, InlineFragmentNode):
            return SPREAD.beside(self._selected(selection.selection_set, self._type(selection.type_condition, parent)))
        assert isinstance(selection, FieldNode)
        return self._field(selection, parent)

    def _fragment(self, name: str) -> Measured:
        if name not in self._measured:
            self._measured[name] = None
            fragment = self._fragments.get(name)
            self._measured[name] = (
                NOTHING
                if fragment is None
                else self._selected(fragment.selection_set, self._type(fragment.type_condition, None))
            )
        found = self._measured[name]
        if found is None:
            raise FragmentWithinItself(name)
        return found

    def _field(self, field: FieldNode, parent: GraphQLNamedType | None) -> Measured:
        """How deep introspection is isn't measured: graphql-core's own rules bound what it may nest."""
        definition, within = _definition(field, parent), NOTHING
        if field.selection_set is not None:
            within = self._selected(
                field.selection_set, None if definition is None else get_named_type(definition.type)
            )
        if field.name.value.startswith("__"):
            within = Measured(0, within.aliases, within.selections, 0)
        rows = _rows(field, parent, definition)
        return Measured(
            1 + within.depth,
            (1 if field.alias else 0) + within.aliases,
            1 + within.selections,
            rows + max(rows, 1) * within.entries,
        )

    def _type(self, named: NamedTypeNode | None, otherwise: GraphQLNamedType | None) -> GraphQLNamedType | None:
        return otherwise if named is None else self._schema.get_type(named.name.value)


def _definition(field: FieldNode, parent: GraphQLNamedType | None) -> GraphQLField | None:
    if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
        found: GraphQLField | None = parent.fields.get(field.name.value)
        return found
    return None


def _rows(field: FieldNode, parent: GraphQLNamedType | None, definition: GraphQLField | None) -> int:
    """How many rows a field may have; 0 for one that is no list, and for the list within a page."""
    if definition is None or parent is None:
        return 0
    given = {argument.name.value: argument for argument in field.arguments or ()}
    if PAGED_BY.intersection(definition.args):
        return max([_size(given[name]) for name in PAGED_BY if name in given], default=DEFAULT_PAGE)
    if "ids" in definition.args:
        return _number(given["ids"]) if "ids" in given else 0
    return ASSUMED_SIZES.get(f"{parent.name}.{field.name.value}", 0)


def _size(argument: ArgumentNode) -> int:
    """A variable may be anything that is allowed. What is less than nothing makes room for nothing else."""
    return max(0, int(argument.value.value)) if isinstance(argument.value, IntValueNode) else LARGEST_PAGE


def _number(argument: ArgumentNode) -> int:
    return len(argument.value.values) if isinstance(argument.value, ListValueNode) else LARGEST_PAGE
