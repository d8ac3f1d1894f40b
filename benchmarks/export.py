"""A log of a million made events as a file: written from PostgreSQL, and verified without it.

Each runs in a process of its own, as the commands do; what it took of memory is the most that was resident.
"""

import tempfile
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import psycopg
from rich.console import Console

from benchmarks.made_history import MadeHistory, record
from benchmarks.proof import EVENTS, Measured, alone, measured, results, show
from carry.checking.check import Outside, check
from carry.exporting.export import Export
from carry.exporting.part_file import part_of
from carry.exporting.wanted import Wanted
from carry.file.manifest import Of
from event_log import migrate
from event_log.vault.master_key import MasterKey, hold
from proof.checkpoints import published
from proof.checkpoints.identity import Identity
from proof.integrator import Integrator
from proof.notes.checkpoint import Checkpoint
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import SignedNote
from proof.store import integrated
from ringlog.postgres.embedded_postgres import EmbeddedPostgres

SIGNER = NoteSigner("example.org/log", bytes(range(32)))
EXPORT, VERIFY = (40_000, 150), (60_000, 150)  # goals: events/s, MB


def sign(database_url: str) -> None:
    with closing(Integrator(database_url)) as integrator:
        integrator.run_once(Event())
    with psycopg.connect(database_url, autocommit=True) as connection:
        found = Checkpoint(SIGNER.name, *integrated(connection))
        published.add(connection, found, SignedNote(str(found), (SIGNER.sign(str(found)),)), datetime.now(UTC))


def export(file: Path, database_url: str) -> Measured:
    hold(MasterKey(bytes(range(32))))
    with psycopg.connect(database_url) as connection:
        newest = published.newest(connection)
    assert newest is not None
    wanted = Wanted(Of.LOG, None, newest.signed(), Identity(SIGNER.name, (SIGNER.key,), (), ()))
    with part_of(file) as (part, whole):
        found = measured(lambda: Export(database_url, wanted).write(part, file) and None)
        whole()
    return found


def verify(file: Path, _database_url: str) -> Measured:
    def verified() -> None:
        with file.open("rb") as opened:
            assert check(opened, Outside((SIGNER.key,))).events == EVENTS

    return measured(verified)


def main() -> list[dict[str, Any]]:
    hold(MasterKey(bytes(range(32))))
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "data") as postgres:
        url, file = postgres.url(), Path(folder) / "all.ringlog"
        migrate(url)
        record(url, MadeHistory().facts(), EVENTS)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE log.events")
        sign(url)
        rows = [
            *results("export", alone(partial(export, file), url), *EXPORT),
            *results("verify the file", alone(partial(verify, file), url), *VERIFY),
        ]
        Console().print(f"{file.stat().st_size / EVENTS:.0f} bytes an event")
    show(rows, "A log as a file")
    return rows


if __name__ == "__main__":
    main()
