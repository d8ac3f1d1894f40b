"""Merkle trees as in RFC 6962, section 2.1, and RFC 9162, section 2.1, over the tiles of C2SP tlog-tiles.

A tile of level L has up to 256 hashes, each the root of 256^L leaves; hash i of tile n of level L covers the leaves
from (256 n + i) 256^L on. A full tile's root is a hash of the level above; the last tile of each level may be partial.
A span is a range of leaves that is the whole of a subtree of RFC 6962; proofs are the hashes of spans.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

HASH = 32  # bytes
HEIGHT = 8
WIDTH = 1 << HEIGHT  # hashes
FULL = WIDTH * HASH  # bytes
EMPTY_ROOT = sha256(b"").digest()


class Coordinates(NamedTuple):
    """Which tile."""

    level: int
    number: int


Tiles = Mapping[Coordinates, bytes]  # the hashes of each, one after the other; at least as many as are needed


class Span(NamedTuple):
    """The leaves from index `first` up to `end`, which isn't in it."""

    first: int
    end: int


def node_of(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: bytes) -> bytes:
    """The root over a power of two of hashes, such as a full tile's."""
    while len(hashes) > HASH:
        pairs = range(0, len(hashes), 2 * HASH)
        hashes = b"".join([sha256(b"\x01" + hashes[at : at + 2 * HASH]).digest() for at in pairs])
    return hashes


# What a proof consists of


def inclusion_path(index: int, size: int) -> list[Span]:
    """PATH of RFC 6962, section 2.1.1: what proves that the leaf of this index is in the tree of this size."""
    path: list[Span] = []
    span = Span(0, size)
    while span.end - span.first > 1:
        middle = span.first + _split(span.end - span.first)
        left, right = Span(span.first, middle), Span(middle, span.end)
        span, sibling = (left, right) if index < middle else (right, left)
        path.append(sibling)
    return path[::-1]


def consistency_path(old: int, new: int) -> list[Span]:
    """PROOF of RFC 6962, section 2.1.2: what proves that the tree of size `new` begins with that of size `old`."""
    if old in (0, new):
        return []
    path: list[Span] = []
    span, whole = Span(0, new), True
    while span.end != old:
        middle = span.first + _split(span.end - span.first)
        if old <= middle:
            path.append(Span(middle, span.end))
            span = Span(span.first, middle)
        else:
            path.append(Span(span.first, middle))
            span, whole = Span(middle, span.end), False
    return [*([] if whole else [span]), *path[::-1]]


def _split(count: int) -> int:
    """The largest power of two below the count, which is at least two."""
    return 1 << (count - 1).bit_length() - 1


# Hashes of spans, from tiles


def perfect(span: Span) -> list[Span]:
    """The span as perfect subtrees, each smaller than the one before it."""
    parts = []
    first, end = span
    while first < end:
        part = Span(first, first + (1 << (end - first).bit_length() - 1))
        parts.append(part)
        first = part.end
    return parts


def tiles_of(spans: Iterable[Span]) -> set[Coordinates]:
    """The tiles from which the hashes of these spans are worked out."""
    return {_place(part)[0] for span in spans for part in perfect(span)}


def hash_of(span: Span, tiles: Tiles) -> bytes:
    """The root of the leaves of a span. Raises KeyError when a tile isn't there, ValueError when one is too short."""
    parts = [_perfect_hash(part, tiles) for part in perfect(span)]
    if not parts:
        return EMPTY_ROOT
    root = parts.pop()
    while parts:
        root = node_of(parts.pop(), root)
    return root


def _perfect_hash(part: Span, tiles: Tiles) -> bytes:
    coordinates, first, count = _place(part)
    hashes = tiles[coordinates][first * HASH : (first + count) * HASH]
    if len(hashes) < count * HASH:
        raise ValueError(f"Tile {coordinates.number} of level {coordinates.level} is too short.")
    return root_of(hashes)


def _place(part: Span) -> tuple[Coordinates, int, int]:
    """Where a perfect subtree's hash comes from: the tile, the first of its hashes, and how many."""
    level, height = divmod((part.end - part.first).bit_length() - 1, HEIGHT)
    first = part.first >> level * HEIGHT
    return Coordinates(level, first // WIDTH), first % WIDTH, 1 << height


# Whether a proof proves it: RFC 9162, sections 2.1.3.2 and 2.1.4.2


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf with this index is in the tree of this size and root."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_of(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_of(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def extends(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the tree of the new size and root begins with that of the old ones."""
    if old in (0, new):
        return not proof and (old_root == new_root if old else old_root == EMPTY_ROOT)
    if not 0 < old < new or not proof:
        return False
    hashes = list(proof)
    if old & old - 1 == 0:
        hashes.insert(0, old_root)
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    return _walked(at, last, hashes) == (0, old_root, new_root)


def _walked(at: int, last: int, hashes: Sequence[bytes]) -> tuple[int, bytes, bytes]:
    """What is left to walk, and the two roots that the hashes lead to."""
    old_found = new_found = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return -1, old_found, new_found
        if at & 1 or at == last:
            old_found, new_found = node_of(sibling, old_found), node_of(sibling, new_found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new_found = node_of(new_found, sibling)
        at, last = at >> 1, last >> 1
    return last, old_found, new_found
