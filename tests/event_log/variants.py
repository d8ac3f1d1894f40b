"""What facts of one kind can look like: one with some value in every field, and one for each other value of a field.

Each is named by how it differs from the first: "reason=timed_out", "quality.round_trip_us=null", "user_ids=many".
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from domain.workspace.settings import CATALOG
from domain.workspace.workspace import Workspace
from event_log.fact_format import COLUMNS
from event_log.shape import is_personal

SHOWS_THE_CAUSE = Workspace.Created  # one is enough, since all facts have it

Named = Iterator[tuple[str, Any]]


def variants(kind: type[Fact]) -> Iterator[tuple[str, Fact]]:
    """By how they differ from the first, whose name is empty."""
    first: Any = made_up(kind)
    yield "", first
    hints = get_type_hints(kind)
    for field in fields(kind):
        if field.name not in COLUMNS and (field.name != "cause" or kind is SHOWS_THE_CAUSE):
            for name, value in _others(field.name, hints[field.name]):
                yield f"{field.name}{name}", replace(first, **{field.name: value})
    if "originator_topic" in hints:
        topic = topic_of_aggregate(get_topic(kind))
        yield f"originator_topic={topic}", replace(first, originator_topic=topic)
    if kind is SHOWS_THE_CAUSE or any(is_personal(hint) for name, hint in _noted(kind).items() if name != "cause"):
        asked = replace(first.cause, actor=f"user:{id_named('user_id')}", causation_id="request:1")
        yield "sealed", replace(first, cause=asked)
    if kind is Workspace.SettingChanged:
        for setting in CATALOG.values():
            changed = {"name": setting.name, "value": setting.default, "room_kind": None, "room_id": None}
            yield f"name={setting.name}", replace(first, **changed)


def _noted(kind: type[Fact]) -> dict[str, Any]:
    """The types of its fields, with what they are marked by."""
    return get_type_hints(kind, include_extras=True)


def made_up(kind: type[Fact]) -> Fact:
    """A fact of this kind with some value in every field."""
    hints = get_type_hints(kind)
    values = {field.name: _first(field.name, hints[field.name]) for field in fields(kind) if field.name not in COLUMNS}
    make: Any = kind
    made: Fact = make(**{**values, "originator_id": UUID(int=7), "originator_version": 2})
    return made


def topic_of_aggregate(topic: str) -> str:
    """Of the one that has facts with this topic."""
    return topic.rpartition(".")[0]


def id_named(name: str) -> UUID:
    """The same id wherever a field is called so: samples are about the same call, room and people."""
    return UUID(int=sum(name.encode()))


def another_id(id_: UUID) -> UUID:
    return UUID(int=id_.int + 1)


def _first(name: str, declared: Any) -> Any:
    if get_origin(declared) is UnionType:
        return _first(name, _options(declared)[0])
    if get_origin(declared) is tuple:
        return (_first(name, get_args(declared)[0]),)
    if declared is UUID:
        return id_named(name)
    if declared is datetime:
        return datetime(2026, 1, 1, 12, 0, 0, 123_000, UTC)
    if isinstance(declared, type) and issubclass(declared, Enum):
        return next(iter(declared))
    if is_dataclass(declared):
        hints = get_type_hints(declared)
        make: Any = declared
        return make(**{field.name: _first(field.name, hints[field.name]) for field in fields(declared)})
    simple: dict[Any, Any] = {bool: True, int: 1_234, float: 0.5, str: f"some {name}"}
    return simple[declared]


def _others(name: str, declared: Any) -> Named:
    """All other values of a field, but for texts, numbers, times and ids, of which one is like another."""
    if get_origin(declared) is UnionType:
        yield from _other_options(name, declared)
    elif get_origin(declared) is tuple:
        yield from _other_tuples(name, get_args(declared)[0])
    elif declared is bool:
        yield "=false", False
    elif isinstance(declared, type) and issubclass(declared, Enum):
        yield from ((f"={member.value}", member) for member in list(declared)[1:])
    elif is_dataclass(declared):
        first, hints = _first(name, declared), get_type_hints(declared)
        for field in fields(declared):
            for other, value in _others(field.name, hints[field.name]):
                yield f".{field.name}{other}", replace(first, **{field.name: value})


def _options(declared: Any) -> list[Any]:
    return [option for option in get_args(declared) if option is not type(None)]


def _other_options(name: str, declared: Any) -> Named:
    if type(None) in get_args(declared):
        yield "=null", None
    chosen, *rest = _options(declared)
    yield from _others(name, chosen)
    for option in rest:
        yield f"={getattr(option, '__name__', option)}", _first(name, option)
        yield from _others(name, option)


def _other_tuples(name: str, item: Any) -> Named:
    first, others = _first(name, item), list(_others(name, item))
    yield "=empty", ()
    yield from ((other, (value,)) for other, value in others)
    yield "=many", (first, others[-1][1] if others else another_id(first) if item is UUID else f"{first}, too")
