"""`ringlog record`: what is on record of a call, as a file."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import psycopg
import typer
from eventsourcing.persistence import PersistenceError

from domain.inspections.inspection import Seen, Subject
from domain.kernel.errors import UnknownCall
from event_log import LogReader
from event_log.display_names import Names
from event_log.records.formats.choices import WRITINGS, RecordFormat
from event_log.records.people import people_in
from event_log.records.reading import read_record
from event_log.records.record import CallRecord
from ringlog.cli.log_reading import log_reader
from ringlog.cli.operator import record_reading
from ringlog.cli.preparing import configuration, fail, with_log
from ringlog.cli.record_proofs import proofs_of, put_proofs


def record(
    call: Annotated[UUID, typer.Argument(metavar="CALL", help="The call's id, as `ringlog events` prints it.")],
    form: Annotated[RecordFormat, typer.Option("--format", help="How it is written.")] = RecordFormat.JSON,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it there and not on standard output.")
    ] = None,
    proofs: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write there, for each fact it rests on, a proof that this is in the log."),
    ] = None,
) -> None:
    """Print what is on record of a call: who was in it, who was rung, what was recorded, and how well it went.

    It is computed from the events alone, and says at which positions of the log these are. `docs/call-record.md` says
    what each format has: our own JSON, a table for spreadsheets, the shape of Microsoft Graph's callRecord, and
    Asterisk's CDR and CEL. Nobody is spared: suppressed rings are shown as such.

    **Examples**

    - `ringlog record 4f6c…` — everything, as JSON
    - `ringlog record 4f6c… --format csv -o call.csv` — a row for each session, for a spreadsheet
    - `ringlog record 4f6c… -o call.json --proofs call-proofs` — with what an auditor needs to trust it
    """
    try:
        with with_log(configuration()) as database_url, log_reader(database_url) as reader:
            found = read_record(reader, call)
            record_reading(database_url, [Seen(Subject.CALL_RECORD, call)])
            written = WRITINGS[form].write(found, _names(reader, found))
            proven = {} if proofs is None else proofs_of(database_url, found.facts)
    except UnknownCall:
        fail(f"There is no call {call} in this log.")
    except (PersistenceError, psycopg.Error) as problem:
        fail(f"The event log can't be read: {problem}")
    if proofs is not None:
        put_proofs(proven, proofs)
    _put(written, output)


def _names(reader: LogReader, found: CallRecord) -> dict[UUID, str]:
    """What those whom the record names are called now."""
    names, people = Names(), people_in(found)
    for recorded in reader.of(people):
        names.learn(recorded.fact)
    return {id_: name for id_ in people if (name := names.known(id_)) is not None}


def _put(written: str, output: Path | None) -> None:
    """The bytes as they are: a line of CSV ends the same way on every system."""
    content = written.encode()
    if output is None:
        typer.get_binary_stream("stdout").write(content)
        return
    try:
        output.write_bytes(content)
    except OSError as problem:
        fail(f"{output} can't be written: {problem.strerror}.")
