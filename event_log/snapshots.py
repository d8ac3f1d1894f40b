"""Snapshots of aggregates whose streams grow for as long as they are used: state as JSON, typed by annotations."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypedDict, get_args, get_type_hints
from uuid import UUID

import msgspec
from eventsourcing.utils import get_topic

from domain.directory.room import Room
from domain.directory.user import User
from domain.floor.floor import Floor
from domain.kernel.aggregate import Root
from domain.kernel.persistent_map import PersistentMap
from domain.kernel.personal import Erased, PersonIsErased
from domain.media_sessions.media_session import MediaSession
from domain.threads.thread import Thread
from event_log.recorder import Snapshot
from event_log.source_code import SourceCode

KINDS: tuple[type[Root], ...] = (Room, User, Thread, Floor, MediaSession)
EVERY = 100  # facts: a longer stream is loaded from a snapshot, and at most about as many facts
BOOKKEEPING = {"_version": int, "_created_on": datetime, "_modified_on": datetime}


class StateNotDeclared(Exception):
    """An aggregate's class declares other fields than the aggregate has: it would not come back as it is."""


class SnapshotFormat:
    """How aggregates of one kind are written and read; another one as soon as the code is that makes their state."""

    def __init__(self, kind: type[Root]) -> None:
        self.kind = kind
        code = SourceCode()
        code.add_state(kind.__module__, kind.__name__)
        self.name = f"{get_topic(kind)} {code.fingerprint()}"
        hints = get_type_hints(kind)
        self._fields = BOOKKEEPING | {field: hints[field] for field in kind.__annotations__}
        self._state_type: Any = TypedDict(f"{kind.__name__}State", self._fields)  # type: ignore[misc]  # at run time

    def snapshot(self, aggregate: Root) -> Snapshot:
        """Of an aggregate as it is, nothing pending. Raises StateNotDeclared, PersonIsErased, msgspec.MsgspecError."""
        state = {field: value for field, value in vars(aggregate).items() if field not in ("_id", "_pending_events")}
        if undeclared := state.keys() ^ self._fields.keys():
            raise StateNotDeclared(
                f"{self.kind.__name__} doesn't declare what it has of {', '.join(sorted(undeclared))}."
            )
        written = msgspec.json.encode(state, enc_hook=_written)
        msgspec.json.decode(written, type=self._state_type, dec_hook=_read)
        return Snapshot(aggregate.id, aggregate.version, self.name, written)

    def aggregate(self, snapshot: Snapshot) -> Root:
        """The aggregate as it was. Raises msgspec.MsgspecError."""
        aggregate = object.__new__(self.kind)
        state = msgspec.json.decode(snapshot.state, type=self._state_type, dec_hook=_read)
        vars(aggregate).update({"_id": snapshot.originator_id, "_pending_events": []} | state)
        return aggregate


@cache
def formats() -> Mapping[str, SnapshotFormat]:
    """By name."""
    made = [SnapshotFormat(kind) for kind in KINDS]
    return {each.name: each for each in made}


@cache
def format_of(kind: type[Root]) -> SnapshotFormat | None:
    """None if streams of this kind stay short."""
    topic = get_topic(kind) if kind in KINDS else ""
    return next((each for name, each in formats().items() if name.split()[0] == topic), None)


def _written(value: object) -> object:
    if isinstance(value, PersistentMap):
        return dict(value)
    if isinstance(value, Erased):
        raise PersonIsErased
    raise NotImplementedError(type(value))


def _read(kind: Any, value: object) -> object:
    """A persistent map of the declared values, from what JSON has."""
    (of,) = get_args(kind)
    return PersistentMap(msgspec.convert(value, dict[UUID, of]))  # type: ignore[valid-type]  # at run time
