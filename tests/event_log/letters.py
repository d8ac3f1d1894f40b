"""Facts with personal texts wherever a fact can have them: letters, of somebody or of nobody."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from eventsourcing.domain import Aggregate

from domain.kernel.fact import Fact
from domain.kernel.personal import Personal


@dataclass(frozen=True)
class Envelope:
    """Whom it goes to."""

    recipient_id: UUID
    street: Annotated[str, Personal("recipient_id")]
    town: str


class Letter(Aggregate):
    """Written by a sender who may stay unknown."""

    TOPIC = "ringlog.test.Letter"

    class Event(Fact):
        TOPIC = "ringlog.test.Letter.Event"

    class Written(Event):
        TOPIC = "ringlog.test.Letter.Written"
        sender_id: UUID | None
        text: Annotated[str, Personal("sender_id", "originator_id")]
        postscript: Annotated[str, Personal("sender_id")] | None
        envelope: Envelope

    class Lost(Event):
        TOPIC = "ringlog.test.Letter.Lost"
        sender_id: UUID
        reason: Annotated[str, Personal("sender_id", or_erased=True)]
