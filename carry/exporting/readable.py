"""What a file has, for people: JSON with the texts opened, made from a finished file by the keys of the log's vault."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, BinaryIO
from uuid import UUID

import msgspec

from carry.file.manifest import Manifest
from carry.file.reader import Reader
from domain.kernel.fact import Fact
from domain.kernel.occasion import Cause
from event_log.fact_format import COLUMNS
from event_log.mapper import FactMapper
from event_log.reader import Recorded
from event_log.shape import Shape
from event_log.written import recorded_json
from proof.leaf import Row

AT_ONCE = 500  # facts
OPERATOR = "operator"  # as `Cause` has it
WITHHELD = "(not disclosed: it is also somebody else's)"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Disclosed:
    """Only texts that are nobody else's: each of their keys is of one of these ids."""

    def __init__(self, own: frozenset[UUID]) -> None:
        self._own = own

    def of(self, fact: Fact) -> Fact:
        """With all other personal texts withheld, in place."""
        self._withhold(_shape(type(fact)), fact)
        return fact

    def _withhold(self, shape: Shape, holder: Any) -> None:
        values = vars(holder)
        for name, _, personal in shape.texts:
            if values[name] is not None and not self._is_own(personal.of(holder), holder):
                values[name] = WITHHELD
        for name, inner in shape.inner:
            self._withhold(inner, values[name])

    def _is_own(self, subjects: tuple[UUID, ...] | None, holder: Any) -> bool:
        """What is nobody's is open to all, but for operators' accounts, which are recorded as they are."""
        if subjects is None:
            return not (isinstance(holder, Cause) and holder.actor == OPERATOR)
        return self._own.issuperset(subjects)


def write_readable(
    export: BinaryIO, output: BinaryIO, mapper: FactMapper, about: dict[str, Any], disclosed: Disclosed | None
) -> None:
    """One JSON object, with a fact a line. `about`: what is said before them; `disclosed`: None opens all texts.

    Raises what Reader and FactMapper do.
    """
    export.seek(0)
    reader = Reader(export)
    head = msgspec.json.encode(_said_of(reader.manifest) | about)
    output.write(msgspec.json.format(head, indent=1).removesuffix(b"\n}") + b',\n "facts": [')
    between = b"\n"
    for recorded in _facts(reader, mapper):
        if disclosed is not None:
            disclosed.of(recorded.fact)
        output.write(between + recorded_json(recorded).encode())
        between = b",\n"
    output.write(b"\n ]\n}\n")


def _said_of(manifest: Manifest) -> dict[str, Any]:
    return {
        "of": manifest.of,
        "id": manifest.id,
        "log": manifest.origin,
        "up_to_position": manifest.last,
        "checkpoint": manifest.checkpoint,
    }


def _facts(reader: Reader, mapper: FactMapper) -> Iterator[Recorded]:
    rows = (event.row for event in reader.events())
    while some := list(islice(rows, AT_ONCE)):
        facts = mapper.decode((row.topic.decode(), UUID(bytes=row.originator), row.version, row.state) for row in some)
        yield from map(_recorded, some, facts)


def _recorded(row: Row, fact: Fact) -> Recorded:
    return Recorded(row.position, _EPOCH + timedelta(microseconds=row.recorded_at), fact)


@lru_cache(1_000)
def _shape(kind: type[Fact]) -> Shape:
    return Shape(kind, beside=COLUMNS)
