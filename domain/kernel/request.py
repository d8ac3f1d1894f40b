"""A request that its client marked with an idempotency key: whatever it asked for happens at most once."""

from typing import Annotated, Self
from uuid import UUID

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.errors import IdempotencyKeyReused
from domain.kernel.fact import Fact
from domain.kernel.ids import request_id
from domain.kernel.occasion import Occasion
from domain.kernel.personal import Personal
from domain.kernel.text import identifier


class Request(Root):
    """Saved together with what the request did, so a retry finds both or neither."""

    class Event(Fact):
        pass

    class Handled(Event, AggregateCreated):
        """`outcome` names what the request made or touched, in the order its use case returns it."""

        fingerprint: Annotated[str, Personal("person")]
        outcome: tuple[UUID, ...]

        @property
        def person(self) -> UUID | None:
            """Whose input it is a hash of."""
            return self.cause.person

    def __init__(self, fingerprint: str, outcome: tuple[UUID, ...]) -> None:
        self.fingerprint = fingerprint
        self.outcome = outcome

    @classmethod
    def handle(cls, on: Occasion, *, key: str, fingerprint: str, outcome: tuple[UUID, ...]) -> Self:
        """fingerprint: hash of the operation and its input, so that the key can't be used for something else."""
        return cls.began(
            cls.Handled,
            request_id(on.cause.actor, identifier(key, "idempotency key")),
            on,
            fingerprint=fingerprint,
            outcome=outcome,
        )

    def require_same(self, fingerprint: str) -> None:
        if fingerprint != self.fingerprint:
            raise IdempotencyKeyReused
