"""Facts to plain JSON and back, typed by the annotations of their class.

Nothing but the payload is written: ids as strings, times as ISO 8601, enums by value, dataclasses as objects. What type
a value had is said by the class of the fact, so that an enum comes back as the enum and a `Cause` as a `Cause`.
"""

import re
from dataclasses import MISSING, Field, fields
from datetime import datetime
from typing import Annotated, Any, NotRequired, Required, TypedDict, get_type_hints
from uuid import UUID

import msgspec
from eventsourcing.domain import DomainEventProtocol, EventSourcingError
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from event_log.catalogue import fact_class

COLUMNS = {"originator_id", "originator_version"}  # kept beside the state, not in it

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
ZONED: dict[Any, Any] = {datetime: Moment, datetime | None: Moment | None}  # a time without a zone is no moment

# NUL as JSON writes it, unless its backslash is an escaped one. PostgreSQL has no such character in its texts, so no
# view could ever take it in.
NUL_DIGITS = rb"\u0000"
NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class FactNotReadable(EventSourcingError, TypeError):
    """A fact's values aren't what its class declares, so it could be written but never read again."""


class Versions(msgspec.Struct):
    """By which version of its class, and of the envelope of all facts, a state was written; a first says nothing."""

    class_version: int = 1
    envelope_version: int = 1


VERSIONS = Versions.__struct_fields__


class FactFormat:
    """How one class of facts is written and read, worked out once from its annotations."""

    def __init__(self, fact_class: type[Any]) -> None:
        self.fact_class = fact_class
        self.topic = get_topic(fact_class)
        self.version: int = getattr(fact_class, "class_version", 1)
        self.envelope = Fact.envelope_version
        versions = {"class_version": self.version, "envelope_version": self.envelope}
        self._stated = {name: version for name, version in versions.items() if version > 1}
        payload = [field for field in fields(fact_class) if field.name not in COLUMNS]
        self._defaults = {field.name: field.default for field in payload if field.default is not MISSING}
        self._payload_type: Any = TypedDict(  # type: ignore[misc]  # its keys are known at run time only
            f"{fact_class.__qualname__}State", self._annotations(payload)
        )
        self._decoder = msgspec.json.Decoder(self._payload_type)

    def encode(self, fact: Any) -> bytes:
        """The payload as JSON. Raises FactNotReadable when it would not come back."""
        state = dict(vars(fact))
        del state["originator_id"], state["originator_version"]
        state |= self._stated
        try:
            encoded = msgspec.json.encode(state)
            self._decoder.decode(encoded)
        except (msgspec.MsgspecError, TypeError, ValueError) as error:
            raise FactNotReadable(f"{self.topic}: {error}") from error
        if NUL_DIGITS in encoded and NUL.search(encoded):
            raise FactNotReadable(f"{self.topic}: a text contains the character NUL")
        return encoded

    def decode(self, state: bytes, originator_id: UUID, originator_version: int) -> Any:
        """The fact again, its state upcast where an earlier version wrote it. Raises msgspec.MsgspecError."""
        payload = self._current(state)
        if payload is None:
            payload = self._upcast(state, originator_id, originator_version)
        if self._defaults:
            payload = self._defaults | payload
        payload["originator_id"] = originator_id
        payload["originator_version"] = originator_version
        fact = object.__new__(self.fact_class)
        object.__setattr__(fact, "__dict__", payload)
        return fact

    def _annotations(self, payload: list[Field[Any]]) -> dict[str, Any]:
        hints = get_type_hints(self.fact_class, include_extras=True)
        types = {field.name: ZONED.get(hints[field.name], hints[field.name]) for field in payload}
        return {
            name: NotRequired[declared] if name in self._defaults else Required[declared]
            for name, declared in types.items()
        } | dict.fromkeys(VERSIONS, NotRequired[int])

    def _current(self, state: bytes) -> dict[str, Any] | None:
        """The payload, if it was written as this program writes it: mostly it was, so that is tried first."""
        try:
            payload: dict[str, Any] = self._decoder.decode(state)
        except msgspec.ValidationError:
            return None
        if payload.pop("class_version", 1) != self.version or payload.pop("envelope_version", 1) != self.envelope:
            return None
        return payload

    def _upcast(self, state: bytes, originator_id: UUID, originator_version: int) -> dict[str, Any]:
        """The envelope comes first, so that what upcasts the rest finds it as it is today."""
        written = _versions_decoder.decode(state)
        _require_known("the envelope's version", written.envelope_version, self.envelope)
        _require_known("version", written.class_version, self.version)
        raw = msgspec.json.decode(state)
        raw |= {"originator_id": originator_id, "originator_version": originator_version}
        for version in range(written.envelope_version, self.envelope):
            getattr(Fact, f"upcast_envelope_v{version}_v{version + 1}")(raw)
        for version in range(written.class_version, self.version):
            getattr(self.fact_class, f"upcast_v{version}_v{version + 1}")(raw)
        payload: dict[str, Any] = msgspec.convert(raw, self._payload_type)
        for name in VERSIONS:
            payload.pop(name, None)
        return payload


_versions_decoder = msgspec.json.Decoder(Versions)


def _require_known(what: str, written: int, known: int) -> None:
    if written > known:
        raise msgspec.ValidationError(f"{what} {written} is newer than version {known} of this program")


class FactMapper(Mapper[UUID]):
    """The library's mapper for facts: plain typed JSON, and nothing in between."""

    def __init__(self) -> None:
        """Needs no transcoder: the annotations of the facts say it all."""
        self._by_class: dict[type[Any], FactFormat] = {}
        self._by_topic: dict[str, FactFormat] = {}

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEvent:
        """The fact as a row. Raises FactNotReadable when its values aren't of the declared types."""
        fact_format = self._format_of(type(domain_event))
        state = fact_format.encode(domain_event)
        return StoredEvent(domain_event.originator_id, domain_event.originator_version, fact_format.topic, state)

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[UUID]:
        """The fact of a row. Raises MapperDeserialisationError when its state doesn't fit its class."""
        if not isinstance(stored_event.originator_id, UUID):
            raise MapperDeserialisationError(f"originator ids are UUIDs, not {stored_event.originator_id!r}")
        fact: DomainEventProtocol[UUID] = self.decode(
            stored_event.topic, stored_event.originator_id, stored_event.originator_version, stored_event.state
        )
        return fact

    def decode(self, topic: str, originator_id: UUID, originator_version: int, state: bytes) -> Any:
        """The fact of a row's columns. Raises MapperDeserialisationError; TopicError when nobody declares the topic."""
        fact_format = self._by_topic.get(topic) or self._format_of(fact_class(topic), topic)
        try:
            return fact_format.decode(state, originator_id, originator_version)
        except msgspec.MsgspecError as error:
            raise MapperDeserialisationError(f"{topic} {originator_id} {originator_version}: {error}") from error

    def _format_of(self, fact_class: type[Any], topic: str | None = None) -> FactFormat:
        fact_format = self._by_class.get(fact_class)
        if fact_format is None:
            fact_format = self._by_class[fact_class] = FactFormat(fact_class)
        self._by_topic[topic or fact_format.topic] = fact_format
        return fact_format
