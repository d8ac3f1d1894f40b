"""Takes what travelled of a vault into an empty one, whose master key wraps the keys from then on."""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from carry.file.vault_entries import AT_ONCE, Destroyed, Entry, Identity, Key
from event_log.queries import named_queries
from event_log.vault.master_key import MasterKey

SQL = named_queries(Path(__file__).with_suffix(".sql"))


class Keyring(NamedTuple):
    """`transfer`: by which keys in a file are wrapped; `own`: by which they are to be; it identifies likewise."""

    transfer: MasterKey
    own: MasterKey


def take_in(connection: Connection[Any], entries: Iterable[Entry], keys: Keyring | None) -> int:
    """In the transaction that is going on. Without keys only what is destroyed; returns how many keys there were.

    Raises MasterKeyUnusable, psycopg.Error.
    """
    if keys is not None:
        connection.execute(SQL["master_key"], (keys.own.proof(),))
    count = 0
    for kind, some in _grouped(entries):
        if kind is Destroyed:
            connection.execute(SQL["destroy"], ([each.subject for each in some],))
        elif keys is not None and kind is Key:
            wrapped = [keys.own.wrap(keys.transfer.unwrap(each.wrapped, each.subject), each.subject) for each in some]
            connection.execute(SQL["add_keys"], ([each.subject for each in some], wrapped))
            count += len(some)
        elif keys is not None:
            connection.execute(SQL["identify"], ([each.digest for each in some], [each.id for each in some]))
    return count


def _grouped(entries: Iterable[Entry]) -> Iterator[tuple[type[Destroyed] | type[Key] | type[Identity], list[Any]]]:
    for kind, following in groupby(entries, type):
        while some := list(islice(following, AT_ONCE)):
            yield kind, some
