"""The register of legal holds: what may not be destroyed, however old it is and whoever asks for it.

It is one stream, to which also each destruction is recorded before it begins. So of a hold and a destruction that are
decided at the same moment, whichever comes second is decided again, and sees the first.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.errors import UnknownHold
from domain.kernel.fact import Fact
from domain.kernel.ids import LEGAL_HOLDS_ID
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Personal
from domain.kernel.text import title


class ScopeKind(StrEnum):
    """What a hold is on: all that is a person's, all that happened in a room, or in one call."""

    PERSON = "person"
    ROOM = "room"
    CALL = "call"


@dataclass(frozen=True)
class Scope:
    """What a hold is on."""

    kind: ScopeKind
    id: UUID


@dataclass(frozen=True)
class Hold:
    """A hold in force. `placed_by` is an admin; None if it was placed on the command line."""

    id: UUID
    scope: Scope
    case: str
    placed_by: UUID | None
    placed_at: datetime


class LegalHolds(Root):
    """All holds in force."""

    holds: Mapping[UUID, Hold]

    class Event(Fact):
        pass

    class Opened(Event, AggregateCreated):
        pass

    class Placed(Event):
        """`case`: the matter that requires it; it is sealed under a key of the hold's own."""

        hold_id: UUID
        scope: Scope
        case: Annotated[str, Personal("hold_id")]
        placed_by: UUID | None

        def apply(self, register: "LegalHolds") -> None:
            hold = Hold(self.hold_id, self.scope, self.case, self.placed_by, self.timestamp)
            register.holds = MappingProxyType({**register.holds, hold.id: hold})

        def ids(self) -> set[UUID]:
            """Also of what is held."""
            return super().ids() | {self.scope.id}

    class Released(Event):
        hold_id: UUID
        scope: Scope
        released_by: UUID | None

        def apply(self, register: "LegalHolds") -> None:
            register.holds = MappingProxyType({id_: h for id_, h in register.holds.items() if id_ != self.hold_id})

        def ids(self) -> set[UUID]:
            """Also of what was held."""
            return super().ids() | {self.scope.id}

    class DestructionCleared(Event):
        """No hold forbids destroying what is sealed under these keys, which begins now."""

        key_ids: tuple[UUID, ...]

    def __init__(self) -> None:
        self.holds = MappingProxyType({})

    @classmethod
    def open(cls, on: Occasion) -> Self:
        return cls.began(cls.Opened, LEGAL_HOLDS_ID, on)

    def place(self, on: Occasion, *, hold_id: UUID, scope: Scope, case: str, placed_by: UUID | None) -> UUID:
        """Its id, or that of the one that was placed before for the same case. Raises InvalidInput."""
        case = title(case, "case")
        for hold in self.holds.values():
            if (hold.scope, hold.case) == (scope, case):
                return hold.id
        self.happened(self.Placed, on, hold_id=hold_id, scope=scope, case=case, placed_by=placed_by)
        return hold_id

    def release(self, on: Occasion, *, hold_id: UUID, released_by: UUID | None) -> None:
        """Raises UnknownHold."""
        hold = self.holds.get(hold_id)
        if hold is None:
            raise UnknownHold
        self.happened(self.Released, on, hold_id=hold_id, scope=hold.scope, released_by=released_by)

    def clear(self, on: Occasion, *, key_ids: Collection[UUID]) -> None:
        """For whoever has made sure that no hold is on what is going to be destroyed."""
        self.happened(self.DestructionCleared, on, key_ids=tuple(sorted(key_ids)))
