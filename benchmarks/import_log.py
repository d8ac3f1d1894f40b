"""A log of a million made events out of a file, into an empty database: as `ringlog import` does, without the views."""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.export import SIGNER, export, sign
from benchmarks.made_history import MadeHistory, record
from benchmarks.proof import EVENTS, Measured, alone, measured, results, show
from carry.checking.check import Outside
from carry.importing.importing import Import, Wanted
from event_log import migrate
from event_log.vault.master_key import MasterKey, hold
from ringlog.postgres.embedded_postgres import EmbeddedPostgres

GOAL = 20_000, 150  # events/s, MB


def take_in(file: Path, database_url: str) -> Measured:
    def taken() -> None:
        with file.open("rb") as opened:
            found = Import(database_url, opened, Wanted(sandbox=True, outside=Outside((SIGNER.key,)))).run()
        assert found.events == EVENTS

    return measured(taken)


def main() -> list[dict[str, Any]]:
    hold(MasterKey(bytes(range(32))))
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "data") as postgres:
        url, file = postgres.url(), Path(folder) / "all.ringlog"
        migrate(url)
        record(url, MadeHistory().facts(), EVENTS)
        sign(url)
        alone(partial(export, file), url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE elsewhere")
        there = postgres.url("elsewhere")
        migrate(there)
        rows = results("import", alone(partial(take_in, file), there), *GOAL)
    show(rows, "A log out of a file")
    return rows


if __name__ == "__main__":
    main()
