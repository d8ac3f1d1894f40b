"""What of facts can be found by its words: what people wrote, and what things are called."""

from collections.abc import Iterable, Mapping

from eventsourcing.utils import get_topic

from domain.calls.call import Call
from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.fact import Fact
from domain.kernel.personal import NotReadable, Unreadable
from domain.threads.thread import Thread

FIELDS: Mapping[type[Fact], str] = {
    Call.Started: "title",
    Room.Created: "name",
    Room.Renamed: "name",
    Thread.FileAttached: "name",
    Thread.MessagePosted: "text",
    User.ProfileChanged: "name",
    User.Registered: "name",
}
TOPICS = frozenset(get_topic(kind) for kind in FIELDS)


def text_of(fact: Fact) -> str | None:
    """The text by whose words the fact is found; None if it has none, or can't be read any more."""
    text = _text_of(fact)
    return None if isinstance(text, NotReadable) else text


def is_readable(fact: Fact) -> bool:
    """Whether its text, if it has one, isn't one whose key is missing: that may be put back."""
    return not isinstance(_text_of(fact), Unreadable)


def with_texts(topics: Iterable[str]) -> tuple[str, ...]:
    """Those of these kinds of facts that have a text."""
    return tuple(topic for topic in topics if topic in TOPICS)


def _text_of(fact: Fact) -> str | None:
    field = FIELDS.get(type(fact))
    return None if field is None else getattr(fact, field)


def words_for(text: str) -> str | None:
    """The query, as PostgreSQL's to_tsquery takes it, for texts that have words beginning with each of these."""
    words = [word.replace("\\", "\\\\").replace("'", "''") for word in text.replace("\x00", " ").split()]
    return " & ".join(f"'{word}':*" for word in words) or None
