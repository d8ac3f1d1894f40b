"""The read side: one module per read model, and in `engine` what keeps them current, whichever they are.

A `Projector` follows the log and applies it to all views, which lie in schema `views`; each `projections.<view>` has
the rows and the queries that read them. Which rows a fact changes: those of every handler with `@on` that fact, in
each view, and the deadlines that it sets or clears (`domain/consequences/timers.py`). Views can be thrown away:
`rebuild` makes them again from the log.
"""

from threading import Event

from projections.engine import comparison, projector, rebuilding, schema
from projections.engine.comparison import Compared, NotComparable
from projections.engine.connection import connect
from projections.engine.making import BATCH, Progress
from projections.engine.pool import connect_views
from projections.engine.projector import ViewsOfAnotherVersion
from projections.engine.rebuilding import Interrupted, NotScrubbed, silent
from projections.views import VIEWS

__all__ = [
    "Compared",
    "Interrupted",
    "NotComparable",
    "NotScrubbed",
    "Projector",
    "ViewsOfAnotherVersion",
    "compare",
    "connect",
    "connect_views",
    "is_current",
    "migrate",
    "rebuild",
    "scrub",
]


class Projector(projector.Projector):
    """Applies the log to the views of this program."""

    views = VIEWS


def migrate(database_url: str) -> None:
    """Make empty views in a database that has none; views that are there stay as they are.

    Idempotent, and safe when several processes start at once.
    """
    schema.migrate(database_url, VIEWS)


def is_current(database_url: str) -> bool:
    """Whether all views there are as this version of the program makes them; if not, the worker is rebuilding them."""
    return schema.is_current(database_url, VIEWS)


def compare(database_url: str, progress: Progress = silent, batch: int = BATCH) -> Compared:
    """Make all views again beside the live ones, and tell which tables differ. Raises NotComparable, psycopg.Error."""
    return comparison.compare(database_url, VIEWS, progress, batch)


def rebuild(database_url: str, progress: Progress = silent, batch: int = BATCH) -> int:
    """Make all views again and swap them in. Returns the position in the log where that was.

    Readers and projectors go on meanwhile. `batch`: facts in one transaction.
    """
    return rebuilding.rebuild(database_url, VIEWS, progress, batch)


def scrub(database_url: str, stop: Event) -> None:
    """After keys were destroyed: leave none of the texts that they sealed in the clear, and let watchers see it.

    It takes a second, and as long as it takes to read the log for names and titles. Does no harm if nothing is to be
    done. Raises Interrupted soon after `stop` is set; NotScrubbed while views are of another version; psycopg.Error.
    """
    rebuilding.scrub(database_url, VIEWS, stop)
