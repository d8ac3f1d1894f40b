"""Applying a batch of facts to views: two round trips, however many facts, views and rows there are."""

from collections.abc import Sequence
from typing import Any

import msgspec
from psycopg import Connection, Cursor
from psycopg.rows import dict_row

from domain.kernel.fact import Fact
from event_log import Recorded
from projections.engine.rows import Rows
from projections.engine.view import View

Loading = list[tuple[Rows[Any, Any], Cursor[dict[str, Any]]]]


def apply(connection: Connection[Any], batch: Sequence[Recorded], views: Sequence[type[View]]) -> None:
    """Bring these views, which the connection finds by name, to the end of `batch`, which follows where they stand.

    Needs a transaction: rows and position belong together.
    """
    folded = fold(connection, batch, views)
    with connection.pipeline():
        write(connection, folded)


def fold(connection: Connection[Any], batch: Sequence[Recorded], views: Sequence[type[View]]) -> list[View]:
    """Those that follow any of these facts, each with its share of them folded in, in log order; nothing is written."""
    facts = [recorded.fact for recorded in batch]
    by_view = ((view, [fact for fact in facts if type(fact) in view.handlers]) for view in views)
    shares = [(view(), share) for view, share in by_view if share]
    with connection.pipeline():
        loading = [load for view, share in shares for load in _load(connection, view, share)]
    for rows, cursor in loading:
        rows.hold(msgspec.convert(cursor.fetchall(), list[rows.table.row_type]))  # type: ignore[name-defined]  # at run time
    for view, share in shares:
        view.fold(share)
    return [view for view, _ in shares]


def write(connection: Connection[Any], folded: Sequence[View]) -> None:
    """Their changes; in a pipeline, it takes one round trip."""
    for view in folded:
        for rows in view.rows:
            if gone := rows.removed():
                connection.execute(rows.table.remove, (_json(gone),))
            if changed := rows.saved():
                connection.execute(rows.table.save, (_json(changed),))


def _load(connection: Connection[Any], view: View, share: Sequence[Fact]) -> Loading:
    view.ask(share)
    loading = []
    for rows in view.rows:
        if query := rows.query():
            cursor = connection.cursor(row_factory=dict_row, binary=True)
            cursor.execute(*query)
            loading.append((rows, cursor))
    return loading


def _json(rows: list[Any]) -> str:
    return msgspec.json.encode(rows).decode()
