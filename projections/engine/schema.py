"""The schema that holds the views, where they stand in the log, and how they are made."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection, Cursor, sql

from event_log.queries import named_queries
from projections.engine.connection import SCHEMA, connect
from projections.engine.view import View
from projections.engine.views import Views

SQL = named_queries(Path(__file__).with_suffix(".sql"))
Relations = dict[str, list[str]]  # by view, the names of its tables and SQL views


class Standing(NamedTuple):
    """How far the live views have come in the log, and what each is made by; None: by nobody, so it lacks facts."""

    position: int
    versions: Mapping[str, str | None]

    def foreign(self, views: Views) -> list[str]:
        """The views that another version of the program makes."""
        own = views.versions
        return [view for view, version in self.versions.items() if version is not None and version != own.get(view)]

    def made_here(self, views: Views) -> list[type[View]]:
        """The views that are as this program makes them."""
        own = views.versions
        return [view for view in views if self.versions.get(view.__name__) == own[view.__name__]]


def migrate(database_url: str, views: Views) -> None:
    """Make empty views in a database that has none; views that are there stay as they are.

    Idempotent, and safe when several processes start at once.
    """
    with connect(database_url) as connection, connection.transaction():
        connection.execute(SQL["lock"])
        match connection.execute(SQL["exists"]).fetchone():
            case (False, _):
                _create_all(connection, views)
            case (True, False):
                connection.execute(SQL["versions"])
                connection.execute(SQL["adopt"])
        connection.execute(SQL["whole"])


def _create_all(connection: Connection[Any], views: Views) -> None:
    create_schema(connection, SCHEMA)
    connection.execute(SQL["tables"])
    connection.execute(SQL["versions"])
    connection.execute(SQL["whole"])
    record_made(connection, views, create(connection, SCHEMA, views))
    create_indexes(connection, views)


def is_current(database_url: str, views: Views) -> bool:
    """Whether all views there are as this version of the program makes them; if not, the worker is rebuilding them."""
    with connect(database_url) as connection:
        if connection.execute(SQL["exists"]).fetchone() != (True, True):
            return False
        return len(standing(connection.execute(SQL["standing"])).made_here(views)) == len(views)


def standing(answer: Cursor[Any]) -> Standing:
    """Of the live views, as the statement `standing` answers."""
    row = answer.fetchone()
    assert row is not None
    return Standing(*row)


def position_of(connection: Connection[Any], view: type[View]) -> int:
    """Up to which position of the log a view has every fact; 0 while it is being rebuilt."""
    row = connection.execute(SQL["position_of"], (view.__name__,)).fetchone()
    return 0 if row is None else int(row[0])


def create_schema(connection: Connection[Any], schema: str) -> None:
    """Raises psycopg.errors.DuplicateSchema."""
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))


def create(connection: Connection[Any], schema: str, views: Iterable[type[View]]) -> Relations:
    """Empty views, without the indexes that only readers need, in a schema that the connection finds by name."""
    made: Relations = {}
    before = relations(connection, schema)
    for view in views:
        connection.execute(view.sql["tables"])
        after = relations(connection, schema)
        made[view.__name__] = sorted(after - before)
        before = after
    return made


def record_made(connection: Connection[Any], views: Views, made: Relations) -> None:
    """These of the views are live, and made by this program."""
    for view, names in made.items():
        connection.execute(SQL["is_made"], (view, views.versions[view], names))
    for unlogged in views.unlogged:
        if unlogged.__name__ in made:
            connection.execute(SQL["is_whole"], (unlogged.__name__,))


def create_indexes(connection: Connection[Any], views: Iterable[type[View]]) -> None:
    """What readers need besides."""
    for view in views:
        if "indexes" in view.sql:
            connection.execute(view.sql["indexes"])


def analyze(connection: Connection[Any], views: Iterable[type[View]]) -> None:
    """Let the planner know what is in the tables, instead of waiting for the database to do it some time."""
    names = [sql.Identifier(table.name) for view in views for table in view.tables]
    connection.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(names)))


def relations(connection: Connection[Any], schema: str) -> set[str]:
    """The names of the tables and SQL views in it."""
    return {name for (name,) in connection.execute(SQL["relations"], (schema,))}
