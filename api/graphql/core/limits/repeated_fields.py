"""How often a document selects a field again that it has in the same place: what makes it slow to validate."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)


def repeated_pairs(document: DocumentNode) -> int:
    """Pairs of fields with one response name in one place, fragments where they are spread.

    Validation compares each with each ("Field Selection Merging", GraphQL §5.3.2). For documents whose fragments are
    not within themselves, and which are of bounded size when unfolded.
    """
    definitions = (node for node in document.definitions if isinstance(node, FragmentDefinitionNode))
    fragments = {node.name.value: node.selection_set for node in definitions}
    executable = (OperationDefinitionNode, FragmentDefinitionNode)
    return sum(_pairs([node.selection_set], fragments) for node in document.definitions if isinstance(node, executable))


def _pairs(merged: Iterable[SelectionSetNode], fragments: Mapping[str, SelectionSetNode]) -> int:
    alike: dict[str, list[FieldNode]] = defaultdict(list)
    for selections in merged:
        for field in _fields(selections, fragments):
            alike[(field.alias or field.name).value].append(field)
    here = sum(len(fields) * (len(fields) - 1) // 2 for fields in alike.values())
    within = ([field.selection_set for field in fields if field.selection_set] for fields in alike.values())
    return here + sum(_pairs(sets, fragments) for sets in within if sets)


def _fields(selections: SelectionSetNode, fragments: Mapping[str, SelectionSetNode]) -> Iterator[FieldNode]:
    """Those of one place, out of whatever fragments they are in."""
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield selection
        elif isinstance(selection, FragmentSpreadNode):
            if selection.name.value in fragments:
                yield from _fields(fragments[selection.name.value], fragments)
        elif isinstance(selection, InlineFragmentNode):
            yield from _fields(selection.selection_set, fragments)
