"""The expiry of a recording, or of what was written in a call. Its last fact is its certificate."""

from collections.abc import Collection
from datetime import datetime
from typing import Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.erasure.extent import Extent
from domain.kernel.aggregate import Root
from domain.kernel.fact import Fact
from domain.kernel.ids import expiry_id
from domain.kernel.occasion import Occasion
from domain.retention.periods import ExpiryKind, Policy


class Expiry(Root):
    """Of one recording, or of all that was written in one call: `subject_id` is the recording's or the call's."""

    repeated = ("subject_id",)

    class Event(Fact):
        subject_id: UUID

    class Begun(Event, AggregateCreated):
        """From here on there is no way back: these keys are going to be destroyed.

        due_at: when it had been kept for as long as the policy says.
        """

        kind: ExpiryKind
        call_id: UUID
        room_id: UUID
        policy: Policy
        due_at: datetime
        key_ids: tuple[UUID, ...]

    class Delayed(Event):
        """The storage is away, or refuses to delete the file, and is asked again; `reason` is a sentence of its."""

        reason: str

        def apply(self, expiry: "Expiry") -> None:
            expiry.delayed_by = self.reason

    class Completed(Event):
        """The certificate. Wherever a vault comes from, these keys are destroyed in it before it is used."""

        key_ids: tuple[UUID, ...]
        extent: Extent

        def apply(self, expiry: "Expiry") -> None:
            expiry.extent = self.extent
            expiry.completed_at = self.timestamp

    def __init__(
        self,
        subject_id: UUID,
        kind: ExpiryKind,
        call_id: UUID,
        room_id: UUID,
        policy: Policy,
        due_at: datetime,
        key_ids: tuple[UUID, ...],
    ) -> None:
        self.subject_id = subject_id
        self.kind = kind
        self.call_id = call_id
        self.room_id = room_id
        self.policy = policy
        self.due_at = due_at
        self.key_ids = key_ids
        self.delayed_by = ""
        self.extent: Extent | None = None
        self.completed_at: datetime | None = None

    @classmethod
    def begin(
        cls,
        on: Occasion,
        *,
        kind: ExpiryKind,
        subject_id: UUID,
        call_id: UUID,
        room_id: UUID,
        policy: Policy,
        due_at: datetime,
        key_ids: Collection[UUID],
    ) -> Self:
        return cls.began(
            cls.Begun,
            expiry_id(subject_id),
            on,
            subject_id=subject_id,
            kind=kind,
            call_id=call_id,
            room_id=room_id,
            policy=policy,
            due_at=due_at,
            key_ids=tuple(sorted(key_ids)),
        )

    def delay(self, on: Occasion, *, reason: str) -> None:
        """Does nothing if that is on record."""
        if self.completed_at is None and self.delayed_by != reason:
            self.happened(self.Delayed, on, reason=reason)

    def complete(self, on: Occasion, *, extent: Extent) -> None:
        if self.completed_at is None:
            self.happened(self.Completed, on, key_ids=self.key_ids, extent=extent)
