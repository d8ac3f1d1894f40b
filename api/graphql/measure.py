"""How deep and wide a document is, its fragments unfolded; each fragment is measured once."""

from collections.abc import Iterable
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from api.graphql.paging import DEFAULT_PAGE, LARGEST_PAGE


@dataclass(frozen=True)
class Measured:
    """depth: fields within fields; aliases: how many; entries: how many rows pages within pages may have."""

    depth: int = 0
    aliases: int = 0
    entries: int = 0

    def beside(self, other: "Measured") -> "Measured":
        return Measured(max(self.depth, other.depth), self.aliases + other.aliases, self.entries + other.entries)


NOTHING = Measured()


def measured(document: DocumentNode) -> Measured:
    """The sum of all operations."""
    unfolding = _Unfolding(document)
    operations = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    return unfolding.together(operation.selection_set for operation in operations)


class _Unfolding:
    def __init__(self, document: DocumentNode) -> None:
        definitions = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
        self._fragments = {node.name.value: node for node in definitions}
        self._measured: dict[str, Measured] = {}

    def together(self, sets: Iterable[SelectionSetNode]) -> Measured:
        total = NOTHING
        for selections in sets:
            for selection in selections.selections:
                total = total.beside(self._selection(selection))
        return total

    def _selection(self, selection: SelectionNode) -> Measured:
        if isinstance(selection, FragmentSpreadNode):
            return self._fragment(selection.name.value)
        if isinstance(selection, InlineFragmentNode):
            return self.together([selection.selection_set])
        assert isinstance(selection, FieldNode)
        return self._field(selection)

    def _fragment(self, name: str) -> Measured:
        """A fragment within itself counts as nothing: other rules refuse it."""
        if name not in self._measured:
            self._measured[name] = NOTHING
            if name in self._fragments:
                self._measured[name] = self.together([self._fragments[name].selection_set])
        return self._measured[name]

    def _field(self, field: FieldNode) -> Measured:
        """Introspection isn't measured: what it may nest is bounded by the parser's and graphql-core's own rules."""
        aliases = 1 if field.alias else 0
        if field.name.value.startswith("__") or field.selection_set is None:
            return Measured(1, aliases)
        within = self.together([field.selection_set])
        rows = _rows(field)
        return Measured(1 + within.depth, aliases + within.aliases, rows + max(rows, 1) * within.entries)


def _rows(field: FieldNode) -> int:
    """How many rows the page of a connection may have; 0 for any other field."""
    sizes = [_size(argument) for argument in field.arguments or () if argument.name.value in ("first", "last")]
    if sizes:
        return max(sizes)
    selections = field.selection_set.selections if field.selection_set is not None else ()
    paged = any(isinstance(node, FieldNode) and node.name.value == "edges" for node in selections)
    return DEFAULT_PAGE if paged else 0


def _size(argument: ArgumentNode) -> int:
    """A variable may be anything that is allowed."""
    return int(argument.value.value) if isinstance(argument.value, IntValueNode) else LARGEST_PAGE
