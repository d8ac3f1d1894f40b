"""The erasure of a person: requested, held up or withdrawn or begun, completed. Its last fact is its certificate."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.erasure.extent import Extent
from domain.kernel.aggregate import Root
from domain.kernel.errors import ErasureHasBegun
from domain.kernel.fact import Fact
from domain.kernel.ids import erasure_id
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Personal
from domain.kernel.text import title


class ErasureState(StrEnum):
    """How far an erasure has come."""

    REQUESTED = "requested"
    HELD = "held"
    BEGUN = "begun"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"


class Erasure(Root):
    """Of one person, once: a person who is registered anew is another one, with another id."""

    repeated = ("person_id",)

    class Event(Fact):
        person_id: UUID

    class Requested(Event, AggregateCreated):
        """`case`: what it is called elsewhere; it is sealed under a key of the erasure's own.

        requested_by: an admin; None on the command line.
        """

        requested_by: UUID | None
        case: Annotated[str | None, Personal("originator_id")]

    class Held(Event):
        """These holds forbid it for now; it goes on when they are released."""

        hold_ids: tuple[UUID, ...]

        def apply(self, erasure: "Erasure") -> None:
            erasure.state = ErasureState.HELD
            erasure.hold_ids = self.hold_ids

    class Withdrawn(Event):
        """It wasn't to be, and hadn't begun. It may be requested again."""

        withdrawn_by: UUID | None

        def apply(self, erasure: "Erasure") -> None:
            erasure.state = ErasureState.WITHDRAWN
            erasure.hold_ids = ()

    class RequestedAgain(Event):
        """After it was withdrawn; as `Requested`."""

        requested_by: UUID | None
        case: Annotated[str | None, Personal("originator_id")]

        def apply(self, erasure: "Erasure") -> None:
            erasure.state = ErasureState.REQUESTED
            erasure.requested_by = self.requested_by
            erasure.case = self.case
            erasure.requested_again_at = self.timestamp

    class Begun(Event):
        """From here on there is no way back: these keys are going to be destroyed."""

        key_ids: tuple[UUID, ...]

        def apply(self, erasure: "Erasure") -> None:
            erasure.state = ErasureState.BEGUN
            erasure.hold_ids = ()
            erasure.key_ids = self.key_ids
            erasure.begun_at = self.timestamp

    class Completed(Event):
        """The certificate. Wherever a vault comes from, these keys are destroyed in it before it is used."""

        key_ids: tuple[UUID, ...]
        extent: Extent

        def apply(self, erasure: "Erasure") -> None:
            erasure.state = ErasureState.COMPLETED
            erasure.key_ids = self.key_ids
            erasure.extent = self.extent
            erasure.completed_at = self.timestamp

    def __init__(self, person_id: UUID, requested_by: UUID | None, case: str | None) -> None:
        self.person_id = person_id
        self.requested_by = requested_by
        self.case = case
        self.state = ErasureState.REQUESTED
        self.hold_ids: tuple[UUID, ...] = ()
        self.key_ids: tuple[UUID, ...] = ()
        self.requested_again_at: datetime | None = None
        self.begun_at: datetime | None = None
        self.extent: Extent | None = None
        self.completed_at: datetime | None = None

    @classmethod
    def request(cls, on: Occasion, *, person_id: UUID, requested_by: UUID | None, case: str | None) -> Self:
        """Raises InvalidInput."""
        return cls.began(
            cls.Requested,
            erasure_id(person_id),
            on,
            person_id=person_id,
            requested_by=requested_by,
            case=_case(case),
        )

    @property
    def requested_at(self) -> datetime:
        """The last time."""
        return self.requested_again_at or self.created_on

    @property
    def begun(self) -> bool:
        return self.state in (ErasureState.BEGUN, ErasureState.COMPLETED)

    def request_again(self, on: Occasion, *, requested_by: UUID | None, case: str | None) -> None:
        """Does nothing unless it was withdrawn. Raises InvalidInput."""
        if self.state is ErasureState.WITHDRAWN:
            self.happened(self.RequestedAgain, on, requested_by=requested_by, case=_case(case))

    def withdraw(self, on: Occasion, *, withdrawn_by: UUID | None) -> None:
        """Raises ErasureHasBegun."""
        if self.begun:
            raise ErasureHasBegun
        if self.state is not ErasureState.WITHDRAWN:
            self.happened(self.Withdrawn, on, withdrawn_by=withdrawn_by)

    def hold(self, on: Occasion, *, hold_ids: Collection[UUID]) -> None:
        if not self.begun and set(hold_ids) != set(self.hold_ids):
            self.happened(self.Held, on, hold_ids=tuple(sorted(hold_ids)))

    def begin(self, on: Occasion, *, key_ids: Collection[UUID]) -> None:
        if not self.begun:
            self.happened(self.Begun, on, key_ids=tuple(sorted(key_ids)))

    def complete(self, on: Occasion, *, extent: Extent) -> None:
        if self.state is ErasureState.BEGUN:
            self.happened(self.Completed, on, key_ids=self.key_ids, extent=extent)


def _case(given: str | None) -> str | None:
    return None if given is None else title(given, "case")
