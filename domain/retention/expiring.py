"""What the worker decides when something was kept for long enough: whether a hold forbids its end, and what ends."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.erasure.extent import Extent
from domain.erasure.legal_holds import Hold, ScopeKind
from domain.erasure.use_cases import register_of_holds
from domain.kernel.aggregate import Root
from domain.kernel.errors import UnknownRecording
from domain.kernel.ids import expiry_id
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.recordings.recording import Recording
from domain.retention.expiry import Expiry
from domain.retention.periods import ExpiryKind, Periods, due_at


class Retained(NamedTuple):
    """A recording, or what was written in a call, and since when it is kept: `subject_id` is its id, or the call's."""

    kind: ExpiryKind
    subject_id: UUID
    call_id: UUID
    room_id: UUID
    since: datetime


@dataclass(frozen=True)
class Held:
    """What holds are on: rooms, and calls, also those that a held person is named in."""

    rooms: frozenset[UUID]
    calls: frozenset[UUID]

    @classmethod
    def by(cls, holds: Mapping[UUID, Hold], calls_of: Callable[[UUID], Collection[UUID]]) -> "Held":
        """`calls_of`: where the log names a person."""
        scopes = {hold.scope for hold in holds.values()}
        people = (scope.id for scope in scopes if scope.kind is ScopeKind.PERSON)
        return cls(
            rooms=frozenset(scope.id for scope in scopes if scope.kind is ScopeKind.ROOM),
            calls=frozenset(scope.id for scope in scopes if scope.kind is ScopeKind.CALL).union(*map(calls_of, people)),
        )

    def has(self, retained: Retained) -> bool:
        return retained.room_id in self.rooms or retained.call_id in self.calls


def begin(
    log: Log, due: Iterable[Retained], calls_of: Callable[[UUID], Collection[UUID]], on: Occasion
) -> tuple[Root, ...]:
    """Begin the expiry of what is due and not on hold; the aggregates that changed."""
    register = register_of_holds(log, on)  # first: if a hold is placed from here on, this is decided again
    held = Held.by(register.holds, calls_of)
    begun = tuple(_begun(log, (each for each in due if not held.has(each)), on))
    if not begun:
        return ()
    register.clear(on, key_ids={id_ for expiry in begun for id_ in expiry.key_ids})
    return (register, *begun)


def complete(log: Log, extents: Mapping[UUID, Extent], on: Occasion) -> tuple[Root, ...]:
    """Write the certificates of these expiries, unless there are any."""
    expiries = [(log.find(Expiry, id_), extent) for id_, extent in extents.items()]
    for expiry, extent in expiries:
        expiry.complete(on, extent=extent)
    return tuple(expiry for expiry, _ in expiries)


def _begun(log: Log, due: Iterable[Retained], on: Occasion) -> Iterator[Expiry]:
    """Of what is still there, by the settings as they are now."""
    periods = Periods(log)
    for retained in due:
        found = periods.policy(retained.kind, retained.room_id)
        if found is None or not _is_there(log, retained):
            continue
        policy, level = found
        end = due_at(retained.since, policy)
        if end > on.at:
            continue
        yield Expiry.begin(
            on.dated(periods.dated(retained.kind, level, end)),
            kind=retained.kind,
            subject_id=retained.subject_id,
            call_id=retained.call_id,
            room_id=retained.room_id,
            policy=policy,
            due_at=end,
            key_ids=(retained.subject_id,),
        )


def _is_there(log: Log, retained: Retained) -> bool:
    if log.look_up(Expiry, expiry_id(retained.subject_id)) is not None:
        return False
    if retained.kind is ExpiryKind.TEXT:
        return True
    return log.find(Recording, retained.subject_id, UnknownRecording).has_file
