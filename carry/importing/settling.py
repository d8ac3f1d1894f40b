"""Makes the log of what was staged, with the tree over it and its vault: in one transaction."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from carry.file.manifest import Manifest, Of
from carry.file.vault_entries import Entry
from carry.importing.cannot_import import CannotImport
from carry.importing.policies_position import policies_position
from carry.importing.vault import Keyring, take_in
from domain.consequences.policies import NAME
from event_log.queries import named_queries
from event_log.sandbox import make_sandbox
from proof import store
from proof.edge import Edge

SQL = named_queries(Path(__file__).with_suffix(".sql"))


class Settled(NamedTuple):
    """What the log is to be. `goes_on`: whether this installation may sign for it as before."""

    manifest: Manifest
    events: int
    edge: Edge
    keys: Keyring | None
    sandbox: bool
    goes_on: bool


def settle(connection: Connection[Any], log: Settled, entries: Iterable[Entry]) -> int:
    """All of it or nothing. `entries`: to the end, which says whether the file is whole. Returns how many keys came.

    Raises CannotImport if something was recorded meanwhile, MasterKeyUnusable, psycopg.Error and what entries raise.
    """
    manifest = log.manifest
    with connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = on")
        require_empty(connection, lock=True)
        connection.execute(SQL["swap"])
        count = take_in(connection, entries, log.keys)
        if manifest.of is Of.LOG:
            connection.execute(SQL["tiles"])
            connection.execute(SQL["edge"], (log.edge.size, log.edge.root(), log.edge.partial))
        if log.sandbox:
            make_sandbox(connection)
        else:
            _let_go_on(connection, log)
        connection.execute(SQL["imported"], (manifest.origin, manifest.written(), log.events))
        connection.execute(SQL["done"])
    return count


def require_empty(connection: Connection[Any], *, lock: bool = False) -> None:
    """Raises CannotImport. `lock`: nobody records anything until the transaction is over."""
    if lock:
        connection.execute(SQL["lock"])
    (filled,) = connection.execute(SQL["filled"]).fetchone() or (None,)
    if filled is not None:
        raise CannotImport(f"This database isn't empty: there is something in {filled}. Give an empty one.")


def _let_go_on(connection: Connection[Any], log: Settled) -> None:
    manifest, signed = log.manifest, log.manifest.signed()
    handled = policies_position(connection, manifest.last, NAME)
    connection.execute(SQL["track"], (NAME, handled))
    note = bytes(manifest.note())
    connection.execute(SQL["checkpoint"], (signed.origin, signed.size, signed.root, note))
    if not log.goes_on:
        store.refuse(
            connection,
            f"This log was imported as {manifest.origin} had it up to position {manifest.last:,}, and nobody knows "
            "here whether it went on elsewhere.",
        )
