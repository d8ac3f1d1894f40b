"""Rows on their way into PostgreSQL, as arrays of their columns in PostgreSQL's binary format.

An append is small and frequent, so what it costs counts: in this form the server parses nothing and a row is 20 bytes
longer than its values. The format is that of `array_recv` in PostgreSQL's src/backend/utils/adt/arrayfuncs.c.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import NamedTuple, Self
from uuid import UUID

from eventsourcing.persistence import StoredEvent, Tracking

HEADER = struct.Struct("!iii")  # dimensions, whether there are nulls, type of the elements
DIMENSION = struct.Struct("!ii")  # length, lower bound

# Type numbers of PostgreSQL's src/include/catalog/pg_type.dat.
UUID_TYPE = 2950
INT_TYPE = 23
BIGINT_TYPE = 20
TEXT_TYPE = 25
JSON_TYPE = 114


def elements(values: Iterable[bytes]) -> bytes:
    """Values as elements of an array: each after its length."""
    return b"".join([len(value).to_bytes(4, "big") + value for value in values])


def array(element_type: int, length: int, parts: Sequence[bytes]) -> bytes:
    """The array of the `length` elements in `parts`."""
    if length == 0:
        return HEADER.pack(0, 0, element_type)
    return HEADER.pack(1, 0, element_type) + DIMENSION.pack(length, 1) + b"".join(parts)


class Rows(NamedTuple):
    """What one append adds to the log, column by column."""

    event_count: int
    originator_ids: bytes
    originator_versions: bytes
    topics: bytes
    states: bytes
    tracking_count: int
    consumers: bytes
    consumer_positions: bytes

    @classmethod
    def of(cls, events: Sequence[StoredEvent], tracking: Tracking | None) -> Self:
        """Raises ValueError or OverflowError for ids, versions or positions that aren't any."""
        trackings = () if tracking is None else (tracking,)
        return cls(
            len(events),
            elements([_uuid(event.originator_id).bytes for event in events]),
            elements([event.originator_version.to_bytes(4, "big", signed=True) for event in events]),
            elements([event.topic.encode() for event in events]),
            elements([event.state for event in events]),
            len(trackings),
            elements([tracking.application_name.encode() for tracking in trackings]),
            elements([tracking.notification_id.to_bytes(8, "big", signed=True) for tracking in trackings]),
        )


def parameters(group: Sequence[Rows]) -> list[bytes]:
    """The parameters of the database's function `log.append`: what all of the group add, in the order given."""
    counts, ids, versions, topics, states, tracking_counts, consumers, positions = zip(*group, strict=True)
    count, tracking_count = sum(counts), sum(tracking_counts)
    return [
        array(UUID_TYPE, count, ids),
        array(INT_TYPE, count, versions),
        array(TEXT_TYPE, count, topics),
        array(JSON_TYPE, count, states),
        array(TEXT_TYPE, tracking_count, consumers),
        array(BIGINT_TYPE, tracking_count, positions),
    ]


def _uuid(originator_id: UUID | str) -> UUID:
    return originator_id if isinstance(originator_id, UUID) else UUID(originator_id)
