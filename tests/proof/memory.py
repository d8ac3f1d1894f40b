"""Logs and trees without a database, for what is tried with many of them."""

from hashlib import sha256
from typing import Any

from proof.edge import Edge
from proof.leaf import Row, leaf_of
from proof.tree import FULL, Coordinates
from proof.verification.verify import Report, Signed, verify


def row(position: int) -> Row:
    """The same each time; streams of five."""
    stream, version = divmod(position - 1, 5)
    state = sha256(position.to_bytes(8, "big")).hexdigest().encode()
    return Row(position, stream.to_bytes(16, "big"), version + 1, 10**15 + position, b"ringlog.test.Nothing", state)


def log(size: int) -> list[Row]:
    return [row(position) for position in range(1, size + 1)]


class MemoryTree:
    """A tree that can be tampered with."""

    def __init__(self, rows: list[Row]) -> None:
        edge = Edge()
        self.tiles = {each.coordinates: each.hashes for each in edge.extend(b"".join(map(leaf_of, rows)))}
        self.size, self.root, self.partial = edge.size, edge.root(), list(edge.partial)
        assert all(len(hashes) == FULL for hashes in self.tiles.values())

    def tile(self, level: int, number: int) -> bytes | None:
        return self.tiles.get(Coordinates(level, number))


def verified(rows: list[Row], tree: MemoryTree, *signed: Signed) -> Report:
    return verify(rows, tree, signed)


def faults(rows: list[Row], tree: MemoryTree, *signed: Signed) -> list[tuple[str, int, int]]:
    """What is found, without its sentences."""
    return [(fault.kind.value, fault.first, fault.last) for fault in verified(rows, tree, *signed).faults]


def changed(rows: list[Row], position: int, **columns: Any) -> list[Row]:
    """As they are, but for some columns of one."""
    return [each._replace(**columns) if each.position == position else each for each in rows]


def renumbered(rows: list[Row]) -> list[Row]:
    """In this order, without a gap."""
    return [each._replace(position=position) for position, each in enumerate(rows, 1)]
