"""What of a fact is about people: it is sealed when it is recorded, and can't be read any more once they are forgotten.

    text: Annotated[str, Personal("author_id", "call_id")]

How it is sealed: `event_log/vault`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, ClassVar, Self
from uuid import UUID

from domain.kernel.errors import PersonIsErased as PersonIsErased


@dataclass(frozen=True, init=False)
class Personal:
    """Marks a text by whose it is: attributes of what holds it, each the id of a person, a room or a call.

    It is sealed under the keys of all of them. Where an attribute is None it is nobody's, and isn't sealed.

    or_erased: where a key is destroyed, it is recorded as erased. For what programs report, which has to be recorded.
    """

    subjects: tuple[str, ...]
    or_erased: bool
    _ids: Callable[[Any], Any] = field(compare=False, repr=False)

    def __init__(self, *subjects: str, or_erased: bool = False) -> None:
        object.__setattr__(self, "subjects", subjects)
        object.__setattr__(self, "or_erased", or_erased)
        object.__setattr__(self, "_ids", attrgetter(*subjects))

    def of(self, holder: Any) -> tuple[UUID, ...] | None:
        """The ids of those whose it is; None if it is nobody's."""
        if len(self.subjects) == 1:
            id_ = self._ids(holder)
            return None if id_ is None else (id_,)
        ids: tuple[UUID, ...] = self._ids(holder)
        for id_ in ids:
            if id_ is None:
                return None
        return ids


class NotReadable(str):
    """What stands in the place of a personal text that can't be read. No text that can be is the same."""

    __slots__ = ()
    words: ClassVar[str]

    def __new__(cls) -> Self:
        return super().__new__(cls, cls.words)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __ne__(self, other: object) -> bool:
        return type(other) is not type(self)

    __hash__ = str.__hash__


class Erased(NotReadable):
    """It never can be any more."""

    __slots__ = ()
    words = "(erased)"


class Unreadable(NotReadable):
    """Its key isn't there, and wasn't destroyed. For whoever only shows it: nothing is decided or recorded by it."""

    __slots__ = ()
    words = "(unreadable: its key is missing)"


def plain(value: object) -> str:
    """For encoders, which know no texts of a kind of their own. Raises TypeError for what is no text at all."""
    if isinstance(value, NotReadable):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no text.")
