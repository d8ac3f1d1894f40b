"""That a record is right."""

from collections.abc import Sequence
from typing import Any

import msgspec

from event_log import Recorded
from event_log.records.fold import call_record
from event_log.records.record import CallRecord
from tests.event_log.records.by_searching import searched


def as_json(record: CallRecord) -> dict[str, Any]:
    """What a program reads that is given the record as JSON."""
    decoded: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(record))
    return decoded


def require_right(facts: Sequence[Recorded]) -> None:
    """What the fold makes of the facts, and of any first ones of them, is what is found by searching."""
    for some in (*range(1, len(facts), 1 + len(facts) // 7), len(facts)):
        assert as_json(call_record(facts[:some])) == searched(facts[:some])
