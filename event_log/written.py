"""Facts as JSON for other programs: as they are read, not as they are stored."""

from collections.abc import Mapping
from typing import Any

import msgspec
from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from domain.kernel.personal import plain
from event_log.reader import Recorded, UnreadableFact

ENVELOPE = {"originator_id", "originator_version", "originator_topic", "timestamp", "cause"}


def recorded_json(recorded: Recorded) -> str:
    """A fact with all that is known of it, on one line."""
    fact = recorded.fact
    envelope = {"position": recorded.position, "recorded_at": recorded.recorded_at, "topic": get_topic(type(fact))}
    return _json({**envelope, **vars(fact)})


def unreadable_json(found: UnreadableFact) -> str:
    """What is written at a place where no fact can be read, and why it can't, as `unreadable`; on one line."""
    columns = found._asdict()
    return _json({"unreadable": columns.pop("reason"), **columns})


def payload_json(fact: Fact) -> str:
    """A fact's own fields."""
    return _json({name: value for name, value in vars(fact).items() if name not in ENVELOPE})


def value_json(value: object) -> str:
    """Any value of a fact or of an aggregate's field, the same text for the same value."""
    simple = msgspec.to_builtins(value, str_keys=True, order="deterministic", enc_hook=_simpler)
    return msgspec.json.encode(simple).decode()


def _simpler(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return plain(value)


def _json(value: Any) -> str:
    return msgspec.json.encode(value, enc_hook=plain).decode()
