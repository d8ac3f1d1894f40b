"""Facts to plain JSON and back, typed by the annotations of their class.

Nothing but the payload is written: ids as strings, times as ISO 8601, enums by value, dataclasses as objects. What type
a value had is said by the class of the fact, so that an enum comes back as the enum and a `Cause` as a `Cause`.
Personal texts are written sealed, as {"sealed": "<Base64>"}, and come back as texts, or as Erased.
"""

from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent

from event_log.catalogue import fact_class
from event_log.fact_format import FactFormat
from event_log.shape import Closed
from event_log.vault.sealing import NotAsSealed, Sealer

FEW = 10  # facts
UNFIT = (msgspec.MsgspecError, AttributeError, LookupError, TypeError, ValueError)
"""What a state raises that nobody of ours wrote, wherever it is first taken for one of its class."""


class FactMapper(Mapper[UUID]):
    """The library's mapper for facts: plain typed JSON, and nothing in between.

    All methods raise what a Sealer does, too.
    """

    def __init__(self, sealer: Sealer, *, causes: bool = True) -> None:
        """Needs no transcoder: the annotations of the facts say it all.

        Without `causes` it only reads, and the facts have no attribute `cause`.
        """
        self._sealer = sealer
        self._causes = causes
        self._by_class: dict[type[Any], FactFormat] = {}
        self._by_topic: dict[str, FactFormat] = {}

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """The fact as a row. Raises FactNotReadable when its values aren't of the declared types, PersonIsErased."""
        fact_format = self._format_of(type(domain_event))
        state = fact_format.encode(domain_event, self._sealer)
        return StoredEvent(domain_event.originator_id, domain_event.originator_version, fact_format.topic, state)

    def provide_keys(self, facts: Collection[DomainEventProtocol[UUID]]) -> None:
        """Have the keys at hand by which these are to be sealed, if there are many: a query fetches one, or all."""
        if len(facts) > FEW:
            with suppress(AttributeError, TypeError):  # what isn't as its class declares is refused when it is written
                subjects = [each for fact in facts for each in self._format_of(type(fact)).subjects(fact)]
                self._sealer.keys.provide(subjects)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """The fact of a row. Raises MapperDeserialisationError when its state doesn't fit its class."""
        (fact,) = self.facts([stored_event])
        return fact

    def facts(self, rows: Iterable[StoredEvent]) -> list[DomainEventProtocol[UUID]]:
        """Of many rows at once, whose keys are fetched together. Raises as `to_domain_event`."""
        return self.decode((row.topic, _uuid(row.originator_id), row.originator_version, row.state) for row in rows)

    def decode(self, rows: Iterable[tuple[str, UUID, int, bytes]]) -> list[Any]:
        """The facts of rows' columns: topic, originator id and version, state.

        Raises MapperDeserialisationError; TopicError when nobody declares a topic.
        """
        facts: list[Any] = []
        closed: list[Closed] = []
        for topic, originator_id, originator_version, state in rows:
            fact_format = self._by_topic.get(topic) or self._format_of(fact_class(topic), topic)
            try:
                facts.append(fact_format.decode(topic, originator_id, originator_version, state, closed))
            except UNFIT as error:
                raise MapperDeserialisationError(f"{topic} {originator_id} {originator_version}: {error}") from error
        self._open(closed)
        return facts

    def _open(self, closed: list[Closed]) -> None:
        if not closed:
            return
        opening = self._sealer.opening({each.subjects for each in closed if each.state[each.name].sealed})
        for each in closed:
            try:
                each.state[each.name] = opening.open(each.state[each.name].sealed, each.subjects, each.place())
            except NotAsSealed as error:
                raise MapperDeserialisationError(str(error)) from error

    def _format_of(self, fact_class: type[Any], topic: str | None = None) -> FactFormat:
        fact_format = self._by_class.get(fact_class)
        if fact_format is None:
            fact_format = self._by_class[fact_class] = FactFormat(fact_class, causes=self._causes)
        self._by_topic[topic or fact_format.topic] = fact_format
        return fact_format


def _uuid(originator_id: UUID | str) -> UUID:
    if not isinstance(originator_id, UUID):
        raise MapperDeserialisationError(f"originator ids are UUIDs, not {originator_id!r}")
    return originator_id
