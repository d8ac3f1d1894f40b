"""What a read model is: tables, and what each fact does to their rows.

A batch of facts goes through a view in three steps: load the rows it is about (one statement per table), fold the facts
into them in log order, write what changed (one statement per table). So a batch costs a few statements however long it
is, and its rows are the same however the log was cut into batches.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from sys import modules
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from domain.kernel.fact import Fact
from event_log.queries import named_queries
from projections.engine.rows import Rows

H = TypeVar("H", bound=Callable[..., None])
Wanted = Mapping[Rows[Any, Any], Mapping[str, Sequence[UUID | str]]]  # per table, the parameters of its load statement

MARK = "_moved_by"


def on(*kinds: type[Fact]) -> Callable[[H], H]:
    """Marks a method of a view as what happens to its rows when one of these facts is read."""

    def mark(handler: H) -> H:
        setattr(handler, MARK, kinds)
        return handler

    return mark


class View:
    """Base of the read models; an instance sees one batch.

    Beside `rings.py` lies `rings.sql` with the statements `tables` and `indexes` (for readers; made last in a rebuild),
    and per table `load_…`, `save_…` and `remove_…`. A save takes its rows, a remove its keys, as one JSON array.
    """

    sql: ClassVar[dict[str, str]]
    handlers: ClassVar[dict[type[Fact], Callable[[Any, Any], None]]]

    def __init_subclass__(cls) -> None:
        """Find the view's SQL and its handlers."""
        cls.sql = named_queries(Path(str(modules[cls.__module__].__file__)).with_suffix(".sql"))
        cls.handlers = {kind: method for method in vars(cls).values() for kind in getattr(method, MARK, ())}

    @property
    def tables(self) -> tuple[Rows[Any, Any], ...]:
        """In the order in which they are written."""
        return tuple(value for value in vars(self).values() if isinstance(value, Rows))

    def wanted(self, facts: Sequence[Fact]) -> Wanted:
        """Which rows these facts are about. Rows that a fact of the batch inserts needn't be asked for."""
        raise NotImplementedError

    def fold(self, facts: Sequence[Fact]) -> None:
        """Let the facts, in log order, change the rows in hand."""
        for fact in facts:
            self.handlers[type(fact)](self, fact)

    def changed_keys(self) -> set[str]:
        """What readers of this view wait for."""
        return set().union(*(rows.changed_keys() for rows in self.tables))
