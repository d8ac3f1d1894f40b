"""The tree that the database has, in schema `proof`, for whoever serves or checks it.

What is asked of a tree of some size is the same for ever, however far the tree has grown. All functions raise
psycopg.Error; sizes, positions and indexes beyond the tree, or below its beginning, raise NotInTree.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from psycopg import Connection

from event_log.queries import named_queries
from proof.edge import Edge
from proof.leaf import entry_of
from proof.rows import rows
from proof.tree import HASH, WIDTH, Coordinates, Span, consistency_path, hash_of, inclusion_path, tiles_of

SQL = named_queries(Path(__file__).with_suffix(".sql"))


class NotInTree(Exception):
    """What was asked for isn't in the tree, or not yet; a sentence."""


class Head(NamedTuple):
    """A tree by its size and root."""

    size: int
    root: bytes


def integrated(connection: Connection[Any]) -> Head:
    """The tree as it is now."""
    row = connection.execute(SQL["head"], binary=True).fetchone()
    assert row is not None
    return Head(*row)


def integrated_size(connection: Connection[Any]) -> int:
    """Up to which position events are in the tree."""
    return integrated(connection).size


def root_at(connection: Connection[Any], size: int) -> bytes:
    """The root of the tree when it had this size."""
    return _hashes(connection, [Span(0, size)], size)[0]


def inclusion_proof(connection: Connection[Any], index: int, size: int) -> list[bytes]:
    """What proves that the leaf of this index is in the tree of this size: RFC 6962, section 2.1.1."""
    if not 0 <= index < size:
        raise NotInTree(f"A tree of size {size} has no leaf of index {index}.")
    return _hashes(connection, inclusion_path(index, size), size)


def inclusion_proofs(connection: Connection[Any], indexes: Sequence[int], size: int) -> list[tuple[bytes, ...]]:
    """Those of many leaves, by one query: what is worked out for one is used for those near it."""
    if any(not 0 <= index < size for index in indexes):
        raise NotInTree(f"A tree of size {size} has not all of these leaves.")
    paths = [inclusion_path(index, size) for index in indexes]
    spans = list({span for path in paths for span in path})
    hashes = dict(zip(spans, _hashes(connection, spans, size), strict=True))
    return [tuple(hashes[span] for span in path) for path in paths]


def tile_roots(connection: Connection[Any], numbers: range) -> list[bytes]:
    """Of the tiles of leaves of these numbers, which are full."""
    spans = [Span(number * WIDTH, (number + 1) * WIDTH) for number in numbers]
    return _hashes(connection, spans, spans[-1].end if spans else 0)


def consistency_proof(connection: Connection[Any], old: int, new: int) -> list[bytes]:
    """What proves that the tree of size `new` begins with that of size `old`: RFC 6962, section 2.1.2."""
    if not 0 <= old <= new:
        raise NotInTree(f"A tree of size {new} doesn't begin with one of size {old}.")
    return _hashes(connection, consistency_path(old, new), new)


def tile(connection: Connection[Any], level: int, index: int, width: int = WIDTH) -> bytes:
    """The first `width` hashes of a tile, as C2SP tlog-tiles serves it."""
    _, tiles = _tree(connection, {Coordinates(level, index)})
    hashes = tiles.get(Coordinates(level, index), b"")[: width * HASH]
    if len(hashes) < width * HASH or not 0 < width <= WIDTH:
        raise NotInTree(f"There is no tile {index} of width {width} at level {level}.")
    return hashes


def entry_bundle(connection: Connection[Any], index: int, width: int = WIDTH) -> bytes:
    """The entries of the first `width` leaves of a tile, as C2SP tlog-tiles serves them.

    They are made from the log as it is now, and not from the tree, so that whoever compares the two finds what was
    changed. Raises ValueError when a topic isn't one of ours.
    """
    first = index * WIDTH + 1
    found = list(rows(connection, first, first + width - 1)) if 0 < width <= WIDTH else []
    entries = [entry_of(row) for row in found]
    if not entries or len(entries) < width:
        raise NotInTree(f"There are no {width} entries from position {first} on.")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def refused(connection: Connection[Any]) -> str | None:
    """Why the tree doesn't grow, a sentence; None while all is well."""
    row = connection.execute(SQL["refused"]).fetchone()
    return None if row is None else row[0]


def refuse(connection: Connection[Any], why: str) -> None:
    """Let the tree grow no further until an operator decides; `why` is a sentence. What was said first remains."""
    connection.execute(SQL["refuse"], (why,))


def begin_anew(connection: Connection[Any]) -> None:
    """An operator's decision: the tree is made again from the log as it is, whatever it was before.

    What was signed stays on record. Whoever integrates does so within a second, about 50,000 events a second.
    """
    with connection.transaction():
        connection.execute(SQL["lock"])
        connection.execute(SQL["begin_anew"])


def _hashes(connection: Connection[Any], spans: list[Span], size: int) -> list[bytes]:
    """Of spans that lie in a tree of this size."""
    grown, tiles = _tree(connection, tiles_of(spans))
    if not 0 <= size <= grown:
        raise NotInTree(f"There is no tree of size {size} yet; it has {grown} leaves.")
    return [hash_of(span, tiles) for span in spans]


def _tree(connection: Connection[Any], wanted: Iterable[Coordinates]) -> tuple[int, dict[Coordinates, bytes]]:
    """The tree's size, and its partial tiles and those of the full ones that are wanted, as one statement sees them."""
    asked = sorted(wanted)
    parameters = ([level for level, _ in asked], [index for _, index in asked])
    answer = connection.execute(SQL["tree"], parameters, binary=True).fetchall()
    size, partial = answer[0][:2]
    full = {Coordinates(level, index): hashes for _, _, level, index, hashes in answer if hashes is not None}
    return size, full | Edge(size, partial).tiles()
