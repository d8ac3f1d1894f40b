"""Which rows a fact is about: said on its handler, so that a batch of facts loads them with one statement per table."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import product
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from psycopg.sql import SQL, Composable, Identifier

from domain.kernel.fact import Fact

Source = str | Callable[[Any], Any]  # an attribute of a fact, or what is worked out from the fact


class Each(NamedTuple):
    """An attribute of a fact that holds several values, each of which counts."""

    attribute: str


class Lookup(NamedTuple):
    """A way to find rows: by the values of some columns, or by those that rows of another table have there."""

    columns: tuple[str, ...]  # sorted
    table: str = ""  # the other one, whose rows are found by `its` columns
    its: tuple[str, ...] = ()

    @property
    def condition(self) -> Composable:
        """A parameter for each column by whose values rows are found."""
        if not self.table:
            return _equal(self.columns)
        (column,), table = map(Identifier, self.columns), Identifier(self.table)
        among = SQL("{} = ANY (ARRAY (SELECT {} FROM {} WHERE {}))")
        return among.format(column, column, table, _equal(self.its))

    def parameters(self, values: Iterable[Any]) -> list[list[Any]]:
        """Of the condition: several columns' values apart, by which more rows may be found than are asked for."""
        match len(self.its or self.columns):
            case 0:
                return []
            case 1:
                return [list(values)]
        return [list(dict.fromkeys(column)) for column in zip(*values, strict=True)]


class Load(NamedTuple):
    """Rows of a table that a fact is about."""

    table: Any
    lookup: Lookup
    values: Callable[[Sequence[Fact]], Iterable[Any]]  # what to look for: a value, or a tuple of the columns' values


def values_of(sources: Sequence[Source | Each]) -> Callable[[Sequence[Fact]], Iterable[Any]]:
    """Of each of some facts, the values of these sources: one, or a tuple of several."""
    attributes = [source for source in sources if isinstance(source, str)]
    if sources and len(attributes) == len(sources):
        get = attrgetter(*attributes)
        return lambda facts: map(get, facts)
    each = [_all(source) for source in sources]
    single = len(each) == 1
    return lambda facts: (
        values[0] if single else values for fact in facts for values in product(*(of(fact) for of in each))
    )


@cache
def by_values(columns: tuple[str, ...]) -> Lookup:
    """The lookup by these columns, in whatever order."""
    return Lookup(tuple(sorted(columns)))


@cache
def projection(key: tuple[str, ...], columns: tuple[str, ...]) -> Callable[[Any], Any] | None:
    """From a key's value to what a lookup by these columns looks for; None if they aren't all of the key."""
    if not {*columns} <= {*key}:
        return None
    if not columns:
        return lambda _: ()
    return itemgetter(*map(key.index, columns)) if len(key) > 1 else lambda value: value


def _all(source: Source | Each) -> Callable[[Any], Iterable[Any]]:
    match source:
        case Each(attribute):
            return attrgetter(attribute)
        case str():
            return lambda fact: (getattr(fact, source),)
        case _:
            return lambda fact: (source(fact),)


def _equal(columns: Sequence[str]) -> Composable:
    if not columns:
        return SQL("true")
    return SQL(" AND ").join(SQL("{} = ANY (%s)").format(Identifier(column)) for column in columns)
