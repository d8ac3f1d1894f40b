"""Events with pseudonyms: ids are others, the same id always by the same one, and no personal text is left.

Ids are replaced by HMAC-SHA-256 under a key, wherever they stand, so whoever lacks the key can't tell whose they were.
Personal texts are written as erased. Positions, times, kinds, numbers and settings stay.
"""

import re
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.utils import TopicError

from carry.exporting.wanted import CannotExport
from event_log.catalogue import fact_class
from event_log.fact_format import COLUMNS
from event_log.shape import Shape
from event_log.vault.master_key import MasterKey
from proof.leaf import Row

ERASED = {"sealed": ""}

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


class Pseudonyms:
    """Those of one key."""

    def __init__(self, key: MasterKey) -> None:
        self._key = key
        self._cached = lru_cache(100_000)(self._made)
        self.name = key.digest("name of an export with pseudonyms").hex()[:16]

    def of(self, row: Row) -> Row:
        """The same event with pseudonyms. Raises CannotExport if what is personal in it isn't known."""
        state = msgspec.json.decode(row.state)
        for path in _personal(row.topic, row.position):
            _erase(state, path)
        derived = msgspec.json.encode(self._derived(state))
        return row._replace(originator=self._cached(UUID(bytes=row.originator)).bytes, state=derived)

    def _derived(self, value: Any) -> Any:
        match value:
            case str():
                return _ID.sub(self._replaced, value) if len(value) >= 36 else value
            case list():
                return [self._derived(each) for each in value]
            case dict() if value.keys() == ERASED.keys():
                return ERASED
            case dict():
                return {self._derived(name): self._derived(each) for name, each in value.items()}
            case _:
                return value

    def _replaced(self, found: re.Match[str]) -> str:
        return str(self._cached(UUID(found[0])))

    def _made(self, id_: UUID) -> UUID:
        """A UUID of version 8 (RFC 9562, section 5.8)."""
        made = bytearray(self._key.digest(f"pseudonym:{id_}")[:16])
        made[6], made[8] = made[6] & 0x0F | 0x80, made[8] & 0x3F | 0x80
        return UUID(bytes=bytes(made))


def _personal(topic: bytes, position: int) -> tuple[tuple[str, ...], ...]:
    try:
        return _paths(topic.decode())
    except TopicError:
        kind = topic.decode()
        raise CannotExport(
            f"Position {position:,}: what is personal in facts of the kind {kind} isn't known."
        ) from None


@lru_cache(1_000)
def _paths(topic: str) -> tuple[tuple[str, ...], ...]:
    """Where a state may have personal texts that were recorded before these were sealed. Raises TopicError."""
    found: list[tuple[str, ...]] = []
    shapes = [Shape(fact_class(topic), beside=COLUMNS)]
    while shapes:
        shape = shapes.pop()
        found += [tuple(path.split(".")) for _, path, _ in shape.texts]
        shapes += [inner for _, inner in shape.inner]
    return tuple(found)


def _erase(state: dict[str, Any], path: tuple[str, ...]) -> None:
    *outer, name = path
    for each in outer:
        state = state.get(each) or {}
    if state.get(name) is not None:
        state[name] = ERASED
