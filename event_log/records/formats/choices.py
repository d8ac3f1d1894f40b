"""The formats in which a record is given out."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from event_log.records.formats.asterisk_cdr import as_cdr
from event_log.records.formats.asterisk_cel import as_cel
from event_log.records.formats.graph import as_graph
from event_log.records.formats.own_json import as_json
from event_log.records.formats.table import as_table
from event_log.records.record import CallRecord

PeopleNames = Mapping[UUID, str]  # of users, as far as they are known


class RecordFormat(StrEnum):
    """How a call record is written."""

    JSON = "json"
    CSV = "csv"
    GRAPH = "graph"
    CDR = "cdr"
    CEL = "cel"


class Writing(NamedTuple):
    """How a format is written: as which media type, into files that end in what, by what."""

    media_type: str
    suffix: str
    write: Callable[[CallRecord, PeopleNames], str]


WRITINGS: Mapping[RecordFormat, Writing] = {
    RecordFormat.JSON: Writing("application/json", ".json", lambda record, _: as_json(record)),
    RecordFormat.CSV: Writing("text/csv; charset=utf-8", ".csv", as_table),
    RecordFormat.GRAPH: Writing("application/json", ".graph.json", as_graph),
    RecordFormat.CDR: Writing("text/csv; charset=utf-8", ".cdr.csv", as_cdr),
    RecordFormat.CEL: Writing("text/csv; charset=utf-8", ".cel.csv", as_cel),
}
