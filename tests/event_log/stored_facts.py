"""Samples of stored facts, one of every version ever written, so that no change makes an old log unreadable.

`python -m tests.event_log.stored_facts` adds a sample of each fact, or of its newest version, that has none. It never
touches one that is there: what was written once stays as it was written.
"""

import importlib
import json
import pkgutil
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from eventsourcing.utils import get_topic

import domain
from domain.kernel.fact import Fact
from event_log.mapper import COLUMNS, FactMapper

SAMPLES = Path(__file__).with_suffix(".json")
ORIGINATOR = UUID(int=7)


def all_facts() -> list[type[Fact]]:
    """Every class of facts that is written out in the domain."""
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    found: list[type[Fact]] = []
    waiting = list(Fact.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("domain.") and kind.__name__ != "Event":
            found.append(kind)
    return sorted(set(found), key=get_topic)


def version_of(kind: type[Fact]) -> str:
    return str(getattr(kind, "class_version", 1))


def samples() -> dict[str, dict[str, Any]]:
    """By topic, then by version, the state as it is stored."""
    held: dict[str, dict[str, Any]] = json.loads(SAMPLES.read_text()) if SAMPLES.exists() else {}
    return held


def made_up(kind: type[Fact]) -> Fact:
    """A fact of this kind with some value in every field."""
    hints = get_type_hints(kind)
    values = {field.name: _value(field.name, hints[field.name]) for field in fields(kind) if field.name not in COLUMNS}
    make: Any = kind
    made: Fact = make(**{**values, "originator_id": ORIGINATOR, "originator_version": 2})
    return made


def _value(name: str, declared: Any) -> Any:
    if get_origin(declared) is UnionType:
        return _value(name, next(option for option in get_args(declared) if option is not type(None)))
    if get_origin(declared) is tuple:
        return (_value(name, get_args(declared)[0]),)
    if declared is UUID:
        return UUID(int=sum(name.encode()))
    if declared is datetime:
        return datetime(2026, 1, 1, 12, 0, 0, 123_000, UTC)
    if isinstance(declared, type) and issubclass(declared, Enum):
        return next(iter(declared))
    if is_dataclass(declared):
        hints = get_type_hints(declared)
        make: Any = declared
        return make(**{field.name: _value(field.name, hints[field.name]) for field in fields(declared)})
    simple: dict[Any, Any] = {bool: True, int: 1_234, float: 0.5, str: f"some {name}"}
    return simple[declared]


def add_missing() -> None:
    held, mapper = samples(), FactMapper()
    for kind in all_facts():
        of_kind = held.setdefault(get_topic(kind), {})
        if version_of(kind) not in of_kind:
            of_kind[version_of(kind)] = json.loads(mapper.to_stored_event(made_up(kind)).state)
    SAMPLES.write_text(json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    add_missing()
