"""Personal texts in rows: sealed where they are written, opened where they are read.

    title: Annotated[str, Personal("initiator_id", "room_id", "call_id"), Kept("calls", "call_id")]

`Personal` names the columns with the ids of those whose it is, `Kept` the table and the columns that tell its rows
apart: a sealed text is bound to that place. It is `bytea`, of no bytes where the text was erased before it was written.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple, get_args, get_type_hints
from uuid import UUID

import msgspec

from domain.kernel.personal import Erased, Personal, PersonIsErased, plain
from event_log.vault.sealing import Opener, Opening, Sealer

Values = dict[str, Any]  # of a row, by column
ERASED = "\\x"  # as bytea is written


@dataclass(frozen=True, init=False)
class Kept:
    """Where a personal text is kept: in a column of this table, or in a text within a column of JSON."""

    table: str
    key: tuple[str, ...]
    within: str | None

    def __init__(self, table: str, *key: str, within: str | None = None) -> None:
        for name, value in (("table", table), ("key", key), ("within", within)):
            object.__setattr__(self, name, value)


class Sealed(NamedTuple):
    """A sealed text in a row: where it is, whose it is, and what it is bound to."""

    holder: Values
    name: str
    subjects: tuple[UUID, ...]
    place: bytes


@dataclass(frozen=True)
class Column:
    """A column of personal texts."""

    name: str
    personal: Personal
    kept: Kept

    def in_rows(self, rows: Iterable[Values]) -> list[Sealed]:
        """Where there is a text."""
        name, within = self.name, self.kept.within
        subjects, place = _all_of(self.personal.subjects), self._place
        found = [row for row in rows if row[name] is not None]
        if within is None:
            return [Sealed(row, name, subjects(row), place(row)) for row in found]
        return [Sealed(_holder(row, name), within, subjects(row), place(row)) for row in found]

    def _place(self, row: Values) -> bytes:
        return f"{self.kept.table}.{self.name} {' '.join([_word(row[part]) for part in self.kept.key])}".encode()


def _all_of(columns: tuple[str, ...]) -> Callable[[Values], tuple[Any, ...]]:
    if len(columns) > 1:
        return itemgetter(*columns)
    (column,) = columns
    return lambda row: (row[column],)


def _holder(row: Values, name: str) -> Values:
    """A struct is about to be written, so it is made one that can be changed."""
    if not isinstance(row[name], dict):
        row[name] = msgspec.structs.asdict(row[name])
    holder: Values = row[name]
    return holder


def _word(key: UUID | int) -> str:
    return key.hex if isinstance(key, UUID) else str(key)


@cache
def sealed_columns(row_type: type[msgspec.Struct]) -> tuple[Column, ...]:
    """Those of a type of rows. Raises TypeError where it isn't said where a personal text is kept."""
    return tuple(_sealed_columns(row_type))


def _sealed_columns(row_type: type[msgspec.Struct]) -> Iterator[Column]:
    for name, hint in get_type_hints(row_type, include_extras=True).items():
        marks = [mark for part in (hint, *get_args(hint)) for mark in getattr(part, "__metadata__", ())]
        for personal in (mark for mark in marks if isinstance(mark, Personal)):
            kept = next((mark for mark in marks if isinstance(mark, Kept)), None)
            if kept is None:
                raise TypeError(f"{row_type.__name__}.{name} is personal, and doesn't say where it is kept.")
            yield Column(name, personal, kept)


def in_rows(row_type: type[msgspec.Struct], rows: list[Values]) -> list[Sealed]:
    """All personal texts of some rows."""
    return [sealed for column in sealed_columns(row_type) for sealed in column.in_rows(rows)]


def subjects_of(texts: Iterable[Sealed]) -> set[UUID]:
    """All whose keys are needed."""
    return {subject for text in texts for subject in text.subjects}


def open_all(texts: Iterable[Sealed], opener: Opener | Opening) -> None:
    """In their rows, as the database has given them. The keys are at hand."""
    for holder, name, subjects, place in texts:
        sealed = holder[name]
        holder[name] = opener.open(bytes.fromhex(sealed[2:]) if isinstance(sealed, str) else sealed, subjects, place)


def seal_all(texts: Iterable[Sealed], sealer: Sealer) -> None:
    """In their rows, as JSON has them. What is erased, or of somebody who is, stays recognisable as that."""
    for holder, name, subjects, place in texts:
        text = holder[name]
        holder[name] = ERASED if isinstance(text, Erased) else _sealed(text, subjects, place, sealer)


def _sealed(text: str, subjects: tuple[UUID, ...], place: bytes, sealer: Sealer) -> str:
    try:
        return "\\x" + sealer.seal(text, subjects, place).hex()
    except PersonIsErased:
        return ERASED


def written(rows: Any) -> str:
    """As JSON."""
    return msgspec.json.encode(rows, enc_hook=plain).decode()
