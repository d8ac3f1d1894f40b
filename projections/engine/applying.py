"""Applying a batch of facts to views: two round trips, however many facts, views and rows there are.

The keys of what is personal in rows are fetched apart, and only those that aren't at hand.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
from psycopg import Connection, Cursor
from psycopg.rows import dict_row

from domain.kernel.fact import Fact
from event_log import Recorded
from event_log.vault.sealing import Sealer
from projections.engine.rows import Row, Rows, rows_of
from projections.engine.sealed import in_rows, open_all, seal_all, sealed_columns, subjects_of, written
from projections.engine.view import View

Loading = list[tuple[Rows[Any, Any], Cursor[dict[str, Any]]]]
Statements = list[tuple[str, str]]  # with their parameter


def apply(connection: Connection[Any], batch: Sequence[Recorded], views: Sequence[type[View]], sealer: Sealer) -> None:
    """Bring these views, which the connection finds by name, to the end of `batch`, which follows where they stand.

    Needs a transaction: rows and position belong together.
    """
    changes = changes_of(fold(connection, batch, views, sealer), sealer)
    with connection.pipeline():
        write(connection, changes)


def fold(
    connection: Connection[Any], batch: Sequence[Recorded], views: Sequence[type[View]], sealer: Sealer
) -> list[View]:
    """Those that follow any of these facts, each with its share of them folded in, in log order; nothing is written."""
    facts = [recorded.fact for recorded in batch]
    by_view = ((view, [fact for fact in facts if type(fact) in view.handlers]) for view in views)
    shares = [(view(), share) for view, share in by_view if share]
    with connection.pipeline():
        loading = [load for view, share in shares for load in _load(connection, view, share)]
    _hold(loading, sealer)
    for view, share in shares:
        (view.fold_part if sealer.only_shows else view.fold)(share)
    return [view for view, _ in shares]


def changes_of(folded: Sequence[View], sealer: Sealer) -> Statements:
    """The statements that write their changes, with what is personal sealed."""
    tables = [rows for view in folded for rows in view.rows]
    saved = [(rows, _to_seal(rows)) for rows in tables]
    texts = [text for rows, values in saved for text in in_rows(rows.table.row_type, values)]
    sealer.provide(subjects_of(texts))
    seal_all(texts, sealer)
    statements: Statements = []
    for rows, values in saved:
        if gone := rows.removed():
            statements.append((rows.table.remove, written(gone)))
        if values:
            statements.append((rows.table.save, written(values)))
    return statements


def _to_seal(rows: Rows[Any, Any]) -> list[Any]:
    """The changed rows, by column if any column is sealed."""
    changed = rows.saved()
    row_type: type[Row] = rows.table.row_type
    return [msgspec.structs.asdict(row) for row in changed] if sealed_columns(row_type) else changed


def write(connection: Connection[Any], changes: Statements) -> None:
    """In a pipeline, it takes one round trip."""
    for statement, parameter in changes:
        connection.execute(statement, (parameter,))


def _load(connection: Connection[Any], view: View, share: Sequence[Fact]) -> Loading:
    view.ask(share)
    loading = []
    for rows in view.rows:
        if query := rows.query():
            cursor = connection.cursor(row_factory=dict_row, binary=True)
            cursor.execute(*query)
            loading.append((rows, cursor))
    return loading


def _hold(loading: Loading, sealer: Sealer) -> None:
    found = [(rows, cursor.fetchall()) for rows, cursor in loading]
    texts = [text for rows, values in found for text in in_rows(rows.table.row_type, values)]
    open_all(texts, sealer.opening({text.subjects for text in texts}))
    for rows, values in found:
        rows.hold(rows_of(rows.table.row_type, values))
