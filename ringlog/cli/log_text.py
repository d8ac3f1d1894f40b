"""How facts and their effects are written for people who read the log."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from uuid import UUID

from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from domain.kernel.occasion import Cause
from event_log import Recorded
from event_log.display_names import Names
from event_log.reader import UnreadableFact
from event_log.replay import Change

ENVELOPE = {"originator_id", "originator_version", "originator_topic", "timestamp", "cause"}
PREFIX = "ringlog."


def full_text(recorded: Recorded, names: Names) -> str:
    """All there is to say of a fact, in some lines."""
    lines = (headline(recorded, names), *payload(recorded.fact, names), provenance(recorded, names))
    return "\n              ".join(lines)


def unreadable_text(found: UnreadableFact) -> str:
    """Where no fact can be read, what is written there of its kind, and why it can't."""
    kind = found.topic.removeprefix(PREFIX)
    return f"{found.position:>8}  {moment(found.recorded_at)}  {kind:<32} can't be read: {found.reason}"


def headline(recorded: Recorded, names: Names) -> str:
    """Position, when it happened, what it was, to what, and who it was because of what."""
    fact = recorded.fact
    kind = get_topic(type(fact)).removeprefix(PREFIX)
    return f"{recorded.position:>8}  {moment(fact.timestamp)}  {kind:<32} {names.of(fact.originator_id)}"


def provenance(recorded: Recorded, names: Names) -> str:
    """Who, from where, why; and when it was recorded, if that was noticeably later."""
    cause: Cause = recorded.fact.cause
    late = recorded.recorded_at - recorded.fact.timestamp
    recorded_later = f", recorded {late.total_seconds():.1f} s later" if late.total_seconds() >= 1 else ""
    return f"by {names.of_actor(cause.actor)} from {cause.origin}, because of {cause.causation_id}{recorded_later}"


def payload(fact: Fact, names: Names) -> Iterator[str]:
    """The business facts, one a line."""
    for name, value in vars(fact).items():
        if name not in ENVELOPE:
            yield f"{name}: {text(value, names)}"


def change(change: Change, names: Names) -> str:
    """A field of an aggregate, before and after."""
    before, after = text(change.before, names), text(change.after, names)
    return f"{change.field}: {after}" if change.before is None else f"{change.field}: {before} → {after}"


def text(value: object, names: Names) -> str:
    """A value as people read it: names for ids, times in UTC."""
    match value:
        case UUID():
            return names.of(value)
        case datetime():
            return moment(value)
        case None | Mapping() | tuple() | list() | frozenset() if not value:
            return "none"
        case bool():
            return "yes" if value else "no"
        case Mapping():
            return "{" + ", ".join(f"{text(k, names)}: {text(v, names)}" for k, v in value.items()) + "}"
        case tuple() | list() | frozenset():
            return "[" + ", ".join(sorted(text(item, names) for item in value)) + "]"
    if is_dataclass(value):
        held = ((field.name, getattr(value, field.name)) for field in fields(value))
        return "(" + ", ".join(f"{name} {text(item, names)}" for name, item in held if item is not None) + ")"
    return str(value)


def moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3] + "Z"
