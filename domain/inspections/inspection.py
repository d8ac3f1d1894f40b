"""An inspection: what an auditor looked at. It is on record, since auditors see what nobody shared with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion


class Subject(StrEnum):
    """What can be looked at, and what its id is."""

    ROOM = "room"  # with its members and settings
    ROOM_TIMELINE = "room_timeline"  # the room's
    CONTEXTUAL_BAR = "contextual_bar"  # the room's
    CALL = "call"  # with everything that goes on in it
    CALL_MESSAGE = "call_message"  # the call's
    CONFERENCE_LOG = "conference_log"  # the call's
    CALL_RECORD = "call_record"  # the call's
    RING = "ring"
    THREAD = "thread"  # the call's
    MESSAGE = "message"
    RECORDING = "recording"
    RECORDING_FILE = "recording_file"  # the recording's
    STATISTICS = "statistics"  # the workspace's
    LOG_TREE = "log_tree"  # the workspace's: the tree over its log, and proofs from it
    ERASURE = "erasure"
    LEGAL_HOLD = "legal_hold"
    EXPORT = "export"  # what was exported, such as a call or a person; the workspace's if that was the whole log
    EXPIRY = "expiry"
    LOG = "log"  # what it was searched for, or the workspace's if that was for anything


@dataclass(frozen=True)
class Seen:
    """One thing that was looked at."""

    subject: Subject
    id: UUID


class Inspection(Root):
    """One request of an auditor. It happens once and never changes."""

    class Event(Fact):
        pass

    class Made(Event, AggregateCreated):
        """`live`: they went on watching from then on, for as long as their connection lasted."""

        auditor_id: UUID
        live: bool
        seen: tuple[Seen, ...]

        def ids(self) -> set[UUID]:
            """Also of what was looked at, so that whoever asks about a call finds who looked at it."""
            return super().ids() | {each.id for each in self.seen}

    def __init__(self, auditor_id: UUID, live: bool, seen: tuple[Seen, ...]) -> None:
        self.auditor_id = auditor_id
        self.live = live
        self.seen = seen

    @classmethod
    def make(cls, on: Occasion, *, inspection_id: UUID, auditor_id: UUID, live: bool, seen: Sequence[Seen]) -> Self:
        return cls.began(cls.Made, inspection_id, on, auditor_id=auditor_id, live=live, seen=tuple(seen))
