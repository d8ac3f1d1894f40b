"""What of a vault travels in a file: keys, wrapped by a transfer key; what leads to ids; and whose keys are destroyed.

A transfer key is a file like that of a master key (`event_log/vault/master_key.py`), and wraps as that does: what is in
`Key.wrapped` is what `vault.keys.wrapped` would be if the transfer key were the vault's master key. The digests of
identities are made by the key that identifies, which `Manifest.transfer` has, wrapped likewise:
`read_master_key(file).identifying_by(manifest.transfer)` is a master key for these entries.

Entries are read after the events, from the vault as it is then: whoever was erased while the export was made is
among the destroyed. They stand in the order: destroyed keys (as they were destroyed), keys, identities.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from carry.file.problems import UNREADABLE, Damaged

AT_ONCE = 10_000  # entries of a block


class Destroyed(msgspec.Struct, frozen=True, tag="destroyed", tag_field="entry"):
    """Of a person, a room or a call; there may never have been one."""

    subject: UUID


class Key(msgspec.Struct, frozen=True, tag="key", tag_field="entry"):
    """Of a person, a room or a call."""

    subject: UUID
    wrapped: bytes


class Identity(msgspec.Struct, frozen=True, tag="identity", tag_field="entry"):
    """A keyed hash of what the chat product calls a user or a room, and its id here."""

    digest: bytes
    id: UUID


Entry = Destroyed | Key | Identity

_decoder = msgspec.json.Decoder(list[Entry])


def write_entries(entries: Sequence[Entry]) -> bytes:
    return msgspec.json.encode(list(entries))


def read_entries(written: bytes, where: str) -> list[Entry]:
    """Raises Damaged."""
    try:
        return _decoder.decode(written)
    except UNREADABLE as problem:
        raise Damaged(f"{where}: what is there of the vault can't be read: {problem}.") from None
