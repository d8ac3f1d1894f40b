"""Importing in tests, and what a database then has."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path

import psycopg

import projections
from carry.checking.check import Outside
from carry.importing.importing import Import, Imported, Progress, Wanted
from carry.importing.vault import Keyring
from event_log.vault.master_key import MasterKey, hold
from runtime.migrations import migrate
from tests.carry import made
from tests.databases import new_database
from tests.master_key import SECRET

TRANSFER = MasterKey(bytes(32))
TABLES = (
    "log.events",
    "vault.keys",
    "vault.identities",
    "log.tracking",
    "proof.checkpoints",
    "log.sandbox",
    "proof.edge",
)

Everything = dict[str, list[str]]


def quiet(_done: int, _of: int) -> None:
    """Nobody wants to know."""


def take(
    database_url: str,
    content: bytes,
    *,
    sandbox: bool = False,
    keys: Keyring | None = None,
    kept_origin: str | None = None,
    outside: Outside | None = None,
    progress: Progress = quiet,
) -> Imported:
    migrate(database_url)
    return Import(database_url, BytesIO(content), Wanted(sandbox, outside, keys, kept_origin), progress).run()


def keyring(proof: bytes | None) -> Keyring:
    """Of another installation, whose master key isn't the exporting one's."""
    assert proof is not None
    transfer = MasterKey(bytes(32)).identifying_by(proof)
    return Keyring(transfer, MasterKey(bytes(reversed(SECRET))).in_place_of(transfer))


@contextmanager
def holding(key: MasterKey) -> Iterator[None]:
    hold(key)
    try:
        yield
    finally:
        hold(MasterKey(SECRET))


def views(database_url: str, *, only_shows: bool = False) -> None:
    """Make them as an import does."""
    with closing(projections.Projector(database_url, only_shows=only_shows)) as projector:
        projector.start_over()
    projections.rebuild(database_url)


def everything(database_url: str) -> Everything:
    """All that an import may change."""
    with psycopg.connect(database_url) as connection:
        return {
            table: [row for (row,) in connection.execute(f"SELECT t::text FROM {table} AS t ORDER BY 1".encode())]
            for table in TABLES
        }


@contextmanager
def another_database(postgres_url: str) -> Iterator[str]:
    with new_database(postgres_url) as url:
        migrate(url)
        yield url


KNOWN = [row._replace(topic=b"ringlog.Call.Ended") for row in made.LOG]


def made_file(count: int = len(KNOWN)) -> bytes:
    """Of a log that is made up, whose events nobody could decode."""
    return made.written(KNOWN[:count])


def exported(path: Path) -> bytes:
    return path.read_bytes()
