"""What a read model is: tables, and what each fact does to their rows.

A batch of facts goes through a view in three steps: load the rows it is about (one statement per table), fold the facts
into them in log order, write what changed (one statement per table). So a batch costs a few statements however long it
is, and its rows are the same however the log was cut into batches.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from sys import modules
from typing import Any, ClassVar, TypeVar

from domain.kernel.fact import Fact
from event_log.queries import named_queries
from projections.engine.loads import Load
from projections.engine.rows import NoSuchRow, Rows
from projections.engine.table import Table

H = TypeVar("H", bound=Callable[..., None])

MARK = "_moved_by"


def on(*kinds: type[Fact], loads: Load | tuple[Load, ...] = ()) -> Callable[[H], H]:
    """Marks a method of a view as what happens to its rows when one of these facts is read.

    It may ask for the rows that `loads` says, and for those that it puts there; removing a row takes no loading.
    """

    def mark(handler: H) -> H:
        setattr(handler, MARK, (kinds, (loads,) if isinstance(loads, Load) else loads))
        return handler

    return mark


class View:
    """Base of the read models; an instance sees one batch.

    Beside `rings.py` lies `rings.sql` with the statements `tables` and `indexes` (for readers; made last in a rebuild),
    and those that read.
    """

    sql: ClassVar[dict[str, str]]
    unlogged: ClassVar[bool]  # whether a crash of the database empties its tables: all of them, then
    tables: ClassVar[tuple[Table[Any, Any], ...]]  # in the order in which they are written
    handlers: ClassVar[dict[type[Fact], Callable[[Any, Any], None]]]
    loads: ClassVar[dict[type[Fact], tuple[Load, ...]]]

    def __init_subclass__(cls) -> None:
        """Find the view's SQL, its tables and its handlers."""
        cls.sql = named_queries(Path(str(modules[cls.__module__].__file__)).with_suffix(".sql"))
        cls.unlogged = "CREATE UNLOGGED TABLE" in cls.sql["tables"]
        cls.tables = tuple(part for part in vars(cls).values() if isinstance(part, Table))
        marked = [(method, *getattr(method, MARK)) for method in vars(cls).values() if hasattr(method, MARK)]
        cls.handlers = {kind: method for method, kinds, _ in marked for kind in kinds}
        cls.loads = {kind: loads for _, kinds, loads in marked for kind in kinds}

    @classmethod
    def statements(cls) -> dict[str, str]:
        """All of its SQL by name, with the statements that load, save and remove the rows of its tables."""
        moving: dict[str, str] = {}
        for table in cls.tables:
            lookups = sorted({load.lookup for loads in cls.loads.values() for load in loads if load.table is table})
            moving |= {f"load_{table.name}": table.load(tuple(lookups))} if lookups else {}
            moving |= {f"save_{table.name}": table.save, f"remove_{table.name}": table.remove}
        return cls.sql | moving

    def __init__(self) -> None:
        for table in self.tables:
            vars(self)[table.attribute] = Rows(table)

    @property
    def rows(self) -> list[Rows[Any, Any]]:
        """Those in hand, by table."""
        return [table.rows(self) for table in self.tables]

    def ask(self, facts: Sequence[Fact]) -> None:
        """Ask for the rows that these facts are about."""
        by_kind = defaultdict(list)
        for fact in facts:
            by_kind[type(fact)].append(fact)
        for kind, of_kind in by_kind.items():
            for load in self.loads[kind]:
                load.table.rows(self).ask(load, of_kind)

    def fold(self, facts: Sequence[Fact]) -> None:
        """Let the facts, in log order, change the rows in hand. They needn't have causes."""
        for fact in facts:
            self.handlers[type(fact)](self, fact)

    def fold_part(self, facts: Sequence[Fact]) -> None:
        """Likewise where facts may be missing, as in a sandbox: what rests on a row that isn't there is left out."""
        for fact in facts:
            with suppress(NoSuchRow):
                self.handlers[type(fact)](self, fact)

    def changed_keys(self) -> set[str]:
        """What readers of this view wait for."""
        return set().union(*(rows.changed_keys() for rows in self.rows))
