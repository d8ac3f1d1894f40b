"""Which moment of the past an operation is about: it is about one, and about nothing else."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    SelectionSetNode,
)

from api.backend.past_calls import Moment
from api.graphql.core.context import Context, Info
from api.graphql.core.paging import wrong_argument

LARGEST = 2**53 - 1


def require_alone(info: Info) -> None:
    """Everything that an operation loads is as of one moment. Raises GraphQLError if it asks for anything besides."""
    raw = info._raw_info  # noqa: SLF001  strawberry shows no other way to the fragments of the whole operation
    asked = set(_asked(raw.operation.selection_set, raw.fragments))
    if len(asked) > 1:
        raise GraphQLError(
            f"An operation with callAt asks for nothing else beside it; this one asks for {', '.join(sorted(asked))}.",
            extensions={"code": "INVALID_INPUT"},
        )


def _asked(selections: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Iterator[str]:
    """What the fields are called in the answer, also of those that may be left out."""
    for node in selections.selections:
        match node:
            case FieldNode():
                yield (node.alias or node.name).value
            case InlineFragmentNode():
                yield from _asked(node.selection_set, fragments)
            case FragmentSpreadNode():
                yield from _asked(fragments[node.name.value].selection_set, fragments)


async def moment(context: Context, call_id: UUID | None, position: object, time: datetime | None) -> Moment:
    """With a call that may be seen, if there is one; raises GraphQLError unless just one of the other two is given and
    lies in the past.
    """
    if (position is None) == (time is None):
        raise wrong_argument("position", "Give either position or time, and not both.")
    past = context.backend.past_calls
    if time is not None:
        if time > context.backend.clock():
            raise wrong_argument("time", f"{time.isoformat()} hasn't come yet.")
        return await past.by(time, call_id)
    if not isinstance(position, int) or isinstance(position, bool) or not 1 <= position <= LARGEST:
        raise wrong_argument("position", "A position is a whole number from 1 on.")
    found = await past.at(position, call_id)
    if found is None:
        raise wrong_argument("position", f"The log doesn't have a position {position} yet.")
    return found
