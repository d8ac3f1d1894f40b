"""Facts as JSON for other programs: as they are read, not as they are stored."""

from typing import Any

import msgspec
from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from domain.kernel.personal import plain
from event_log.reader import Recorded

ENVELOPE = {"originator_id", "originator_version", "originator_topic", "timestamp", "cause"}


def recorded_json(recorded: Recorded) -> str:
    """A fact with all that is known of it, on one line."""
    fact = recorded.fact
    envelope = {"position": recorded.position, "recorded_at": recorded.recorded_at, "topic": get_topic(type(fact))}
    return _json({**envelope, **vars(fact)})


def payload_json(fact: Fact) -> str:
    """A fact's own fields."""
    return _json({name: value for name, value in vars(fact).items() if name not in ENVELOPE})


def _json(value: Any) -> str:
    return msgspec.json.encode(value, enc_hook=plain).decode()
