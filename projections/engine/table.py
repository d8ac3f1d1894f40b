"""A view's tables. A row type says what the columns are; how rows are loaded, saved and removed follows from it."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Generic, Self, TypeVar, cast, get_args, overload

from msgspec.structs import fields
from psycopg.sql import SQL, Composed, Identifier

from projections.engine.loads import Each, Load, Lookup, Source, values_of
from projections.engine.rows import Announces, Row, Rows
from projections.engine.sealed import Column, sealed_columns

K = TypeVar("K")
R = TypeVar("R", bound=Row)


class Table(Generic[K, R]):
    """What a view keeps, and in an instance of the view, the rows in hand.

    The columns are the fields of `row_type`. K is the value of the key's one column, or the tuple of its columns'
    values.
    """

    def __init__(
        self,
        name: str,
        row_type: type[R],
        *,
        key: tuple[str, ...] = ("id",),
        insert_only: bool = False,
        announces: Announces[R] | None = None,
    ) -> None:
        """`key` needs a unique index among the view's `tables`, but not with `insert_only`: such rows never change.

        `announces` says which keys have changed for readers when a row has.
        """
        self.name = name
        self.row_type = row_type
        self.key = key
        self.insert_only = insert_only
        self.announces = announces
        self.columns = row_type.__struct_fields__
        self._require_sealed_here(sealed_columns(row_type))
        self.key_of = cast("Callable[[R], K]", attrgetter(*key))
        self.save = self._save().as_string()  # takes rows, as one JSON array
        self.remove = self._remove().as_string()  # takes keys by column, as one JSON array
        self._loading: dict[tuple[Lookup, ...], str] = {}

    def __set_name__(self, view: type, attribute: str) -> None:
        self.attribute = attribute

    @overload
    def __get__(self, view: None, of: type) -> Self: ...

    @overload
    def __get__(self, view: object, of: type) -> Rows[K, R]: ...

    def __get__(self, view: object | None, of: type) -> Self | Rows[K, R]:
        return self if view is None else self.rows(view)

    def rows(self, view: object) -> Rows[K, R]:
        """Those in hand."""
        rows: Rows[K, R] = vars(view)[self.attribute]
        return rows

    # What handlers say they need

    def by(self, *same: str, **columns: Source | Each) -> Load:
        """The rows whose columns have the values of these attributes of a fact, or what is worked out from the fact.

        `same`: columns for attributes of the same name.
        """
        sources = dict.fromkeys(same) | columns
        if unknown := sources.keys() - {*self.columns}:
            raise TypeError(f"{self.name} has no columns {unknown}.")
        if sealed := sources.keys() & {column.name for column in sealed_columns(self.row_type)}:
            raise TypeError(f"No row of {self.name} is found by what is sealed: {sealed}.")
        ordered = tuple(sorted(sources))
        return Load(self, Lookup(ordered), values_of([sources[column] or column for column in ordered]))

    def all(self) -> Load:
        """For tables of a few rows."""
        return self.by()

    def through(self, other: Load, column: str) -> Load:
        """Those that have the same value in a column as the rows of another table."""
        return Load(self, Lookup((column,), other.table.name, other.lookup.columns), other.values)

    # The statements

    def load(self, lookups: tuple[Lookup, ...]) -> str:
        """The rows that are found by any of these."""
        if lookups not in self._loading:
            conditions = SQL(" OR ").join(SQL("({})").format(lookup.condition) for lookup in lookups)
            columns = SQL(", ").join(map(Identifier, self.columns))
            statement = SQL("SELECT {} FROM {} WHERE {}").format(columns, Identifier(self.name), conditions)
            self._loading[lookups] = statement.as_string()
        return self._loading[lookups]

    def _require_sealed_here(self, columns: Iterable[Column]) -> None:
        for column in columns:
            if (column.kept.table, {*column.kept.key}) != (self.name, {*self.key}):
                raise TypeError(f"{self.name}.{column.name} is kept in {self.name} by {self.key}, not {column.kept}.")

    def _save(self) -> Composed:
        rows = SQL("INSERT INTO {0} SELECT * FROM json_populate_recordset(NULL::{0}, %s)").format(Identifier(self.name))
        if self.insert_only:
            return rows
        key = SQL(", ").join(map(Identifier, self.key))
        others = [Identifier(column) for column in self.columns if column not in self.key]
        if not others:
            return SQL("{} ON CONFLICT ({}) DO NOTHING").format(rows, key)
        changes = SQL(", ").join(SQL("{0} = excluded.{0}").format(column) for column in others)
        return SQL("{} ON CONFLICT ({}) DO UPDATE SET {}").format(rows, key, changes)

    def _remove(self) -> Composed:
        same = [
            SQL("{} {} {}").format(Identifier(self.name, column), self._equals(column), Identifier("gone", column))
            for column in self.key
        ]
        removal = SQL("DELETE FROM {0} USING json_populate_recordset(NULL::{0}, %s) AS gone WHERE {1}")
        return removal.format(Identifier(self.name), SQL(" AND ").join(same))

    def _equals(self, column: str) -> SQL:
        """NULL equals nothing by `=`, which an index is for."""
        (column_type,) = (field.type for field in fields(self.row_type) if field.name == column)
        return SQL("IS NOT DISTINCT FROM" if type(None) in get_args(column_type) else "=")
