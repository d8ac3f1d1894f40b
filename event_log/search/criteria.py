"""What facts are looked for by."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from hashlib import md5
from uuid import UUID


@dataclass(frozen=True)
class Criteria:
    """A fact has to meet all that are given. `kinds` is met by any of them, `ids` by naming each."""

    ids: tuple[UUID, ...] = ()
    """Rooms, calls, rings, messages, whatever has an id. A call's facts are its room's, too."""
    people: tuple[UUID, ...] = ()
    """Users whom it names, or who caused it."""
    kinds: tuple[str, ...] = ()
    """Topics, such as "ringlog.Call.Ended"."""
    actor: str | None = None
    """As `Cause` has it: "user:<uuid>", "service:<external id>", "media:<node>", "timer", "operator"."""
    request_id: UUID | None = None
    """The correlation id of all that followed from one request."""
    text: str | None = None
    """Beginnings of words of what was written, or of a name or title."""
    since: datetime | None = None
    until: datetime | None = None
    """Recorded between these moments, both included."""

    def is_empty(self) -> bool:
        return all(getattr(self, field.name) in ((), None) for field in fields(self))

    def keys(self) -> Iterator[tuple[UUID, ...]]:
        """For each criterion that is looked up, the keys of which a fact has to have one."""
        yield from ((id_,) for id_ in self.ids)
        yield from ((person, key("actor", f"user:{person}")) for person in self.people)
        if self.kinds:
            yield tuple(key("topic", kind) for kind in self.kinds)
        if self.actor is not None:
            yield (key("actor", self.actor),)
        if self.request_id is not None:
            yield (key("request", str(self.request_id)),)


def key(kind: str, named: str) -> UUID:
    """What a text is called in the index; as the database's function search.key."""
    return UUID(md5(f"{kind}:{named}".encode(), usedforsecurity=False).hexdigest())
