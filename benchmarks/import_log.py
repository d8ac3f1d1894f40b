"""A log out of a file, into an empty database: as `ringlog import` does, without the views, and in what memory.

Two logs, one of which is four times as long: what grows with the log would be in the difference. Their events are
50,000 made ones, which come again in streams of their own.
"""

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.export import SIGNER, export, sign
from benchmarks.made_history import MadeHistory, record
from benchmarks.proof import Measured, alone, measured, results, show
from carry.checking.check import Outside
from carry.importing.importing import Import, Wanted
from event_log import migrate
from event_log.vault.master_key import MasterKey, hold
from ringlog.postgres.embedded_postgres import EmbeddedPostgres

MADE = 50_000
TIMES = 4
GOAL = 20_000, 150  # events/s, MB

AGAIN = """
INSERT INTO log.events (position, originator_id, originator_version, topic, state, recorded_at)
SELECT
    position + again * %(made)s, md5(originator_id::text || again)::uuid, originator_version, topic, state, recorded_at
FROM log.events CROSS JOIN generate_series(1, %(times)s - 1) AS again
ORDER BY again, position
"""


def take_in(file: Path, events: int, database_url: str) -> Measured:
    def taken() -> None:
        with file.open("rb") as opened:
            found = Import(database_url, opened, Wanted(sandbox=True, outside=Outside((SIGNER.key,)))).run()
        assert found.events == events

    return measured(taken)


def imported(postgres: EmbeddedPostgres, folder: Path, events: int) -> list[dict[str, Any]]:
    """All of the log as it is by now."""
    file, name = folder / f"{events}.ringlog", f"of_{events}"
    sign(postgres.url())
    alone(partial(export, file), postgres.url())
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    migrate(postgres.url(name))
    return results("import", alone(partial(take_in, file, events), postgres.url(name)), *GOAL, events=events)


def main() -> list[dict[str, Any]]:
    hold(MasterKey(bytes(range(32))))
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "data") as postgres:
        migrate(postgres.url())
        record(postgres.url(), MadeHistory().facts(), MADE)
        rows = imported(postgres, Path(folder), MADE)
        with psycopg.connect(postgres.url(), autocommit=True) as connection:
            connection.execute(AGAIN, {"made": MADE, "times": TIMES})
        rows += imported(postgres, Path(folder), MADE * TIMES)
    show(rows, "A log out of a file")
    return rows


if __name__ == "__main__":
    main()
