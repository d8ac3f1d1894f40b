"""Rows in hand: those of one table that a batch of facts is about, as recorded and as the facts leave them."""

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

K = TypeVar("K")
R = TypeVar("R", bound="Row")


class Row(Struct, frozen=True):
    """A row of a table, or of an answer: its fields are the columns. Values are changed by making another row."""


class Rows(Generic[K, R]):
    """A table's rows by key. Handlers read and change them here; what changed is written once per batch.

    K is the value of the key's one column, or the tuple of its columns' values.
    """

    def __init__(
        self,
        table: str,
        row_type: type[R],
        *,
        key: tuple[str, ...] = ("id",),
        group: str = "",
        announces: "Announces[R] | None" = None,
    ) -> None:
        """`group`: the column that `of` finds rows by; it never changes in a row.

        `announces` says which keys have changed for readers when a row has.
        """
        self.table = table
        self.row_type = row_type
        self._columns = key
        self._key: Callable[[R], K] = cast("Callable[[R], K]", attrgetter(*key))
        self._group: Callable[[R], UUID] | None = attrgetter(group) if group else None
        self._groups: dict[UUID, set[K]] = {}
        self._announces = announces
        self._recorded: dict[K, R] = {}
        self._current: dict[K, R] = {}
        self._removed: set[K] = set()

    def hold(self, rows: Iterable[R]) -> None:
        """Take in rows as they are in the table."""
        for row in rows:
            self._recorded[self._key(row)] = row
            self.put(row)

    # What handlers use

    def __getitem__(self, key: K) -> R:
        """Raises KeyError when there is no such row, or it wasn't asked for: the batch must not go on then."""
        return self._current[key]

    def get(self, key: K) -> R | None:
        """For rows that may well be gone."""
        return self._current.get(key)

    def __iter__(self) -> Iterator[R]:
        """All rows in hand at this moment, even if they are changed meanwhile."""
        return iter(list(self._current.values()))

    def of(self, group: UUID) -> list[R]:
        """The rows of a group."""
        return [self._current[key] for key in self._groups.get(group, ()) if key in self._current]

    def put(self, row: R) -> None:
        """Insert it, or take the place of the row with the same key."""
        key = self._key(row)
        self._current[key] = row
        if self._group is not None:
            self._groups.setdefault(self._group(row), set()).add(key)

    def change(self, key: K, **values: Any) -> None:
        """Raises KeyError like `[]`."""
        self._current[key] = replace(self._current[key], **values)

    def change_if_there(self, key: K, **values: Any) -> None:
        """Quiet when the row is gone: some facts are recorded just after what they are about has ended."""
        if key in self._current:
            self.change(key, **values)

    def remove(self, key: K) -> None:
        """Also a row that isn't in hand."""
        self._current.pop(key, None)
        self._removed.add(key)

    # What is written, and who is told

    def saved(self) -> list[R]:
        """The rows that are new, or different from what is recorded."""
        return [row for key, row in self._current.items() if self._recorded.get(key) != row]

    def removed(self) -> list[dict[str, Any]]:
        """The keys, by column, of rows to delete."""
        gone = [key for key in self._removed if key not in self._current]
        if len(self._columns) == 1:
            return [{self._columns[0]: key} for key in gone]
        return [dict(zip(self._columns, key, strict=True)) for key in gone]  # type: ignore[call-overload]  # a tuple then

    def changes(self) -> Iterator[tuple[R | None, R | None]]:
        """Each changed row before and after; None where it didn't or doesn't exist."""
        for key in self._recorded.keys() | self._current.keys():
            before, after = self._recorded.get(key), self._current.get(key)
            if before != after:
                yield before, after

    def changed_keys(self) -> set[str]:
        """What readers of these rows wait for."""
        if self._announces is None:
            return set()
        return {key for change in self.changes() for row in change if row is not None for key in self._announces(row)}


Announces = Callable[[R], Iterable[str]]
