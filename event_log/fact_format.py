"""How one class of facts is written and read: as plain JSON, typed by annotations, and sealed where it is personal."""

import re
from collections.abc import Iterator
from typing import Any, NotRequired
from uuid import UUID

import msgspec
from eventsourcing.domain import EventSourcingError
from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from event_log.shape import Closed, Shape
from event_log.vault.sealing import Sealer

COLUMNS = frozenset({"originator_id", "originator_version"})  # kept beside the state, not in it
CAUSE = frozenset({"cause"})

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
    """Of one class of facts."""

    def __init__(self, fact_class: type[Any], *, causes: bool = True) -> None:
        """`causes`: whether facts are read with theirs."""
        self.fact_class = fact_class
        self.topic = get_topic(fact_class)
        self.version: int = getattr(fact_class, "class_version", 1)
        self.envelope = Fact.envelope_version
        versions = {"class_version": self.version, "envelope_version": self.envelope}
        self._stated = {name: version for name, version in versions.items() if version > 1}
        also: dict[str, Any] = dict.fromkeys(VERSIONS, NotRequired[int])
        self._shape = Shape(fact_class, beside=COLUMNS if causes else COLUMNS | CAUSE, also=also)
        if not causes and _derives_whose_texts_are(fact_class, self._shape):
            self._shape = Shape(fact_class, beside=COLUMNS, also=also)
        self._decoder = msgspec.json.Decoder(self._shape.type)

    def encode(self, fact: Any, sealer: Sealer) -> bytes:
        """The payload as JSON. Raises FactNotReadable when it would not come back, PersonIsErased."""
        state = dict(vars(fact))
        del state["originator_id"], state["originator_version"]
        state |= self._stated
        try:
            at = self.topic, fact.originator_id, fact.originator_version
            state = self._shape.sealed(fact, state, at, sealer)
            encoded = msgspec.json.encode(state)
            self._decoder.decode(encoded)
        except (msgspec.MsgspecError, TypeError, ValueError, AttributeError) as error:
            raise FactNotReadable(f"{self.topic}: {error}") from error
        if NUL_DIGITS in encoded and NUL.search(encoded):
            raise FactNotReadable(f"{self.topic}: a text contains the character NUL")
        return encoded

    def subjects(self, fact: Any) -> Iterator[UUID]:
        """Under whose keys it is to be sealed. Raises AttributeError, TypeError if it isn't as its class declares."""
        return self._shape.subjects(fact)

    def decode(
        self, topic: str, originator_id: UUID, originator_version: int, state: bytes, closed: list[Closed]
    ) -> Any:
        """The fact again, its state upcast where an earlier version wrote it.

        `topic`: under which it was written; `closed` gets its texts that are to be opened. Raises msgspec.MsgspecError.
        """
        payload = self._current(state)
        if payload is None:
            payload = self._upcast(state, originator_id, originator_version)
        payload["originator_id"] = originator_id
        payload["originator_version"] = originator_version
        return self._shape.restored(payload, (topic, originator_id, originator_version), closed.append)

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
        payload: dict[str, Any] = msgspec.convert(raw, self._shape.type)
        for name in VERSIONS:
            payload.pop(name, None)
        return payload


_versions_decoder = msgspec.json.Decoder(Versions)


def _derives_whose_texts_are(fact_class: type[Any], shape: Shape) -> bool:
    """Whether that is said by properties, which may ask the cause."""
    subjects = (name for _, _, personal in shape.texts for name in personal.subjects)
    return any(isinstance(getattr(fact_class, name, None), property) for name in subjects)


def _require_known(what: str, written: int, known: int) -> None:
    if written > known:
        raise msgspec.ValidationError(f"{what} {written} is newer than version {known} of this program")
