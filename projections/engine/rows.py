"""Rows in hand: those of one table that a batch of facts is about, as recorded and as the facts leave them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.kernel.fact import Fact
from projections.engine.loads import Load, Lookup, by_values, projection

if TYPE_CHECKING:
    from projections.engine.table import Table

K = TypeVar("K")
R = TypeVar("R", bound="Row")
S = TypeVar("S", bound=Struct)

Announces = Callable[[R], Iterable[str]]


class RowNotLoaded(LookupError):
    """A handler asks for a row that none of its `loads` is about, so nobody knows whether there is one."""


class NoSuchRow(LookupError):
    """A fact is about a row that isn't in the table: the batch must not go on."""


class Row(Struct, frozen=True):
    """A row of a table, or of an answer: its fields are the columns. Values are changed by making another row."""


def rows_of(kind: type[S], values: Sequence[Mapping[str, Any]]) -> list[S]:
    """What a database answered, by column, as rows of this kind. Raises msgspec.ValidationError."""
    made: list[S] = msgspec.convert(values, GenericAlias(list, (kind,)))
    return made


class Rows(Generic[K, R]):
    """A table's rows by key. Handlers read and change them here; what changed is written once per batch."""

    def __init__(self, table: "Table[K, R]") -> None:
        self.table = table
        self._recorded: dict[K, R] = {}
        self._current: dict[K, R] = {}
        self._removed: set[K] = set()
        self._asked: dict[Lookup, _Asked[K, R]] = {}

    # What is loaded

    def ask(self, load: Load, facts: Sequence[Fact]) -> None:
        """These rows will be loaded, as far as there are any."""
        if load.lookup not in self._asked:
            self._asked[load.lookup] = _Asked(self.table, load.lookup)
        self._asked[load.lookup].values.update(load.values(facts))

    def query(self) -> tuple[str, list[list[Any]]] | None:
        """The statement that loads what was asked for, and its parameters."""
        asked = {lookup: asked.values for lookup, asked in self._asked.items() if asked.values}
        if not asked:
            return None
        parameters = [parameter for lookup, values in asked.items() for parameter in lookup.parameters(values)]
        return self.table.load(tuple(asked)), parameters

    def hold(self, rows: Iterable[R]) -> None:
        """Take in rows as they are in the table."""
        key_of = self.table.key_of
        self._recorded = {key_of(row): row for row in rows}
        self._current = self._recorded.copy()

    # What handlers use; all that reads raises RowNotLoaded

    def __getitem__(self, key: K) -> R:
        """Raises NoSuchRow."""
        row = self._current.get(key) or self.get(key)
        if row is None:
            raise NoSuchRow(f"{self.table.name} has no row {key}.")
        return row

    def get(self, key: K) -> R | None:
        """For rows that may well be gone."""
        row = self._current.get(key)
        if row is None and key not in self._removed and not self._was_never_there(key):
            raise RowNotLoaded(f"Whether {self.table.name} has a row {key} is unknown: no `loads` asks for it.")
        return row

    def of(self, **columns: Any) -> list[R]:
        """The rows that have these values, in the order in which they came to hand."""
        asked = self._asked.get(by_values(tuple(columns)))
        value = asked and asked.value(columns)
        if asked is None or value not in asked.values:
            raise RowNotLoaded(f"Which rows {self.table.name} has by {columns} is unknown: no `loads` asks for them.")
        return asked.find(value, self._current)

    def put(self, row: R) -> None:
        """Insert it, or take the place of the row with the same key."""
        key = self.table.key_of(row)
        self._current[key] = row
        for asked in self._asked.values():
            asked.note(key, row)

    def change(self, key: K, **values: Any) -> None:
        """Raises NoSuchRow."""
        self._current[key] = row = replace(self[key], **values)
        for asked in self._asked.values():
            if not values.keys().isdisjoint(asked.columns):
                asked.note(key, row)

    def change_if_there(self, key: K, **values: Any) -> None:
        """Quiet when the row is gone: some facts are recorded just after what they are about has ended."""
        if self.get(key) is not None:
            self.change(key, **values)

    def remove(self, key: K) -> None:
        """Also a row that isn't in hand."""
        self._current.pop(key, None)
        self._removed.add(key)

    def _was_never_there(self, key: K) -> bool:
        """Whether the row was asked for in vain; whoever only put it doesn't know."""
        return key not in self._recorded and any(asked.for_key(key) for asked in self._asked.values())

    # What is written, and who is told

    def saved(self) -> list[R]:
        """The rows that are new, or different from what is recorded."""
        return [row for key, row in self._current.items() if self._recorded.get(key) != row]

    def removed(self) -> list[dict[str, Any]]:
        """The keys, by column, of rows to delete: of those that may be in the table."""
        gone = [key for key in self._removed if key not in self._current and not self._was_never_there(key)]
        columns = self.table.key
        if len(columns) == 1:
            return [{columns[0]: key} for key in gone]
        return [dict(zip(columns, key, strict=True)) for key in gone]  # type: ignore[call-overload]  # a tuple then

    def changes(self) -> Iterator[tuple[R | None, R | None]]:
        """Each changed row before and after; None where it didn't or doesn't exist."""
        for key in self._recorded.keys() | self._current.keys():
            before, after = self._recorded.get(key), self._current.get(key)
            if before != after:
                yield before, after

    def changed_keys(self) -> set[str]:
        """What readers of these rows wait for."""
        announces = self.table.announces
        if announces is None:
            return set()
        return {key for change in self.changes() for row in change if row is not None for key in announces(row)}


class WholeRows(Rows[K, R]):
    """All rows of a table that began empty: what isn't in hand isn't anywhere, so that nothing need be loaded."""

    def get(self, key: K) -> R | None:
        return self._current.get(key)

    def of(self, **columns: Any) -> list[R]:
        lookup = by_values(tuple(columns))
        asked = self._asked.setdefault(lookup, _Asked(self.table, lookup))
        return asked.find(asked.value(columns), self._current)

    def all(self) -> list[R]:
        """In the order in which they were put."""
        return list(self._current.values())


class _Asked(Generic[K, R]):
    """What was asked for by one lookup, and the keys of rows in hand by what they have, or had, in its columns."""

    def __init__(self, table: "Table[K, R]", lookup: Lookup) -> None:
        self.columns = lookup.columns
        self.values: set[Any] = set()
        self._part_of = None if lookup.table else projection(table.key, lookup.columns)
        self._value_of = attrgetter(*lookup.columns) if lookup.columns else None
        self._keys: dict[Any, dict[K, None]] | None = None

    def for_key(self, key: K) -> bool:
        """Whether the row with this key would be among what was asked for."""
        return self._part_of is not None and self._part_of(key) in self.values

    def value(self, columns: Mapping[str, Any]) -> Any:
        """As it is among the values."""
        return columns[self.columns[0]] if len(self.columns) == 1 else tuple(columns[name] for name in self.columns)

    def note(self, key: K, row: R) -> None:
        """A row in hand is new, or has changed."""
        if self._keys is not None and self._value_of is not None:
            self._keys.setdefault(self._value_of(row), {})[key] = None

    def find(self, value: Any, current: Mapping[K, R]) -> list[R]:
        """The rows that have it."""
        if self._value_of is None:
            return list(current.values())
        if self._keys is None:
            self._keys = {}
            for key, row in current.items():
                self.note(key, row)
        rows = (current.get(key) for key in self._keys.get(value, ()))
        return [row for row in rows if row is not None and self._value_of(row) == value]
