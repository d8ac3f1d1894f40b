"""Global ids (Relay): opaque to clients, one for each thing of each kind."""

import binascii
from base64 import b64decode, b64encode
from typing import NamedTuple
from uuid import UUID

from strawberry import ID

NO_ID = (
    "What was given is no id: ids come from `id` fields, and rooms are found by what the chat product calls them "
    "by roomByExternalId."
)
NOBODY = UUID(int=0)  # what no thing's id is
LONGEST_ID = 128  # characters; ours have at most 68


class Local(NamedTuple):
    """What a global id stands for: a type of the schema, and an id among the things of that type."""

    kind: str
    id: UUID


def global_id(kind: str, id_: UUID) -> ID:
    return ID(b64encode(f"{kind}:{id_}".encode()).decode())


def cache_key(kind: str, *parts: object) -> ID:
    """For what has no id: the same for the same thing of a kind, which its `parts` tell from others."""
    return ID(b64encode(":".join(map(str, (kind, *parts))).encode()).decode())


def local(given: str) -> Local | None:
    """What `given` stands for; None if it is no global id of ours."""
    if len(given) > LONGEST_ID:
        return None
    try:
        kind, _, id_ = b64decode(given, validate=True).decode().partition(":")
        return Local(kind, UUID(id_))
    except (binascii.Error, UnicodeError, ValueError):
        return None


def local_id(kind: str, given: str) -> UUID | None:
    """The id of a thing of this kind; None if `given` names something else or nothing at all."""
    found = local(given)
    return found.id if found is not None and found.kind == kind else None
