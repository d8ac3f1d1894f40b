"""What stored facts come to: the state of their aggregate after them, and what changes in the rows of all views.

`python -m tests.projections.old_facts.outcomes` writes what they come to today. Whoever does that means every change.
"""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import ExitStack
from copy import copy, deepcopy
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, Self
from uuid import UUID

from domain.kernel.aggregate import Root
from domain.kernel.fact import Fact
from event_log import Recorded
from event_log.mapper import FactMapper
from event_log.replay import BOOKKEEPING
from event_log.vault.sealing import Sealer
from projections.engine.applying import apply
from projections.engine.connection import connect
from projections.engine.rows import Row
from projections.engine.sealed import open_all, sealed_columns
from projections.engine.table import Table
from projections.views import VIEWS
from ringlog.postgres.embedded_postgres import MAINTENANCE_DATABASE, EmbeddedPostgres
from tests.databases import new_database
from tests.event_log.known_keys import known_sealer
from tests.event_log.leading_there import StoredFact, leading_to, stream_of
from tests.event_log.stored_facts import samples
from tests.master_key import hold_master_key

OUTCOMES = Path(__file__).with_suffix(".json")
RECORDED_AT = datetime(2026, 1, 1, 12, 0, 1, tzinfo=UTC)
TABLES: dict[str, Table[Any, Any]] = {table.name: table for view in VIEWS for table in view.tables}
EVERY_ROW = " UNION ALL ".join(f"SELECT '{name}', row_to_json(t) FROM {name} AS t" for name in sorted(TABLES))

Outcome = dict[str, Any]
Rows = dict[str, dict[str, dict[str, Any]]]


def held() -> dict[str, dict[str, Outcome]]:
    """By topic and by the name of the sample."""
    kept: dict[str, dict[str, Outcome]] = json.loads(OUTCOMES.read_text())
    return kept


class Log:
    """Facts as they are stored, in streams, decoded and applied to their aggregates."""

    def __init__(self, sealer: Sealer) -> None:
        self.mapper = FactMapper(sealer)
        self.aggregates: dict[UUID, Root] = {}
        self.versions: dict[UUID, int] = {}
        self.length = 0

    def twin(self) -> Self:
        """One that goes on by itself."""
        twin = copy(self)
        twin.aggregates, twin.versions = deepcopy(self.aggregates), dict(self.versions)
        return twin

    def append(self, stored: StoredFact) -> Recorded:
        version = self.versions.get(stored.originator_id, 0) + 1
        fact: Fact
        (fact,) = self.mapper.decode([(stored.topic, stored.originator_id, version, stored.written)])
        aggregate = self.aggregates.get(stored.originator_id)
        self.aggregates[stored.originator_id] = fact.mutate(aggregate)
        self.versions[stored.originator_id] = version
        self.length += 1
        return Recorded(self.length, RECORDED_AT, fact)


def outcomes(database_url: str, topic: str, sealer: Sealer) -> Iterator[tuple[str, Outcome]]:
    """Of every sample of a topic, by its name. The database is migrated, and nothing stays in it."""
    with connect(database_url) as connection, connection.transaction(force_rollback=True):
        log = Log(sealer)
        apply(connection, [log.append(stored) for stored in leading_to(topic)], list(VIEWS), sealer)
        before = _rows(connection, sealer)
        for name, state in samples()[topic].items():
            with connection.transaction(force_rollback=True):
                then, stored = log.twin(), StoredFact(stream_of(topic), topic, state)
                apply(connection, [then.append(stored)], list(VIEWS), sealer)
                rows = _changes(before, _rows(connection, sealer))
                yield name, {"state": _state(then.aggregates[stored.originator_id]), "rows": rows}


def _state(aggregate: Root) -> dict[str, Any]:
    return {name: _plain(value) for name, value in sorted(vars(aggregate).items()) if name not in BOOKKEEPING}


def _plain(value: Any) -> Any:
    """As JSON has it."""
    if isinstance(value, Mapping):
        return {" ".join(map(str, key)) if isinstance(key, tuple) else str(key): _plain(value[key]) for key in value}
    if isinstance(value, Set):
        return sorted(map(_plain, value))
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _rows(connection: Any, sealer: Sealer) -> Rows:
    """By table and by key."""
    found: Rows = {name: {} for name in TABLES}
    for name, row in connection.execute(EVERY_ROW):
        found[name][" ".join(str(row[column]) for column in TABLES[name].key)] = _opened(TABLES[name], row, sealer)
    return found


def _opened(table: Table[Any, Any], row: dict[str, Any], sealer: Sealer) -> dict[str, Any]:
    row_type: type[Row] = table.row_type
    for column in sealed_columns(row_type):
        ids = {*column.personal.subjects, *column.kept.key}
        values = row | {id_: UUID(row[id_]) for id_ in ids if isinstance(row[id_], str)}
        open_all(column.in_rows([values]), sealer)
        row[column.name] = values[column.name]
    return row


def _changes(before: Rows, after: Rows) -> dict[str, dict[str, Any]]:
    """By table and by key: the columns that are others, all that say something in a new row, or null if it is gone."""
    changed: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        for key in sorted(before[table].keys() | after[table].keys()):
            old, new = before[table].get(key), after[table].get(key)
            if old != new:
                columns = new and {name: value for name, value in new.items() if value != (old or {}).get(name)}
                changed.setdefault(table, {})[key] = columns
    return changed


def _write() -> None:
    hold_master_key()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        postgres = stack.enter_context(EmbeddedPostgres(Path(folder)))
        url = stack.enter_context(new_database(postgres.url(MAINTENANCE_DATABASE)))
        found = {topic: dict(outcomes(url, topic, known_sealer())) for topic in samples()}
    OUTCOMES.write_text(json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    _write()
