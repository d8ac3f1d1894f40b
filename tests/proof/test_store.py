from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from psycopg import Connection

from proof.leaf import leaf_of
from proof.rows import rows
from proof.store import (
    NotInTree,
    consistency_proof,
    entry_bundle,
    inclusion_proof,
    integrated,
    integrated_size,
    root_at,
    tile,
)
from proof.tree import EMPTY_ROOT, HASH, extends, includes
from tests.proof import rfc

SIZE = 700


@pytest.fixture
def leaves(connection: Connection[Any], append: Callable[[int], None], integrate: Callable[[], None]) -> list[bytes]:
    """Of a log of 700 events, all of which are in the tree."""
    append(SIZE)
    integrate()
    return [leaf_of(row) for row in rows(connection, 1, SIZE)]


def entries(bundle: bytes) -> list[bytes]:
    found = []
    while bundle:
        length = int.from_bytes(bundle[:2], "big")
        found.append(bundle[2 : 2 + length])
        bundle = bundle[2 + length :]
    return found


def test_the_tree_of_an_empty_log_is_empty(connection: Connection[Any], integrate: Callable[[], None]) -> None:
    integrate()
    assert integrated(connection) == (0, EMPTY_ROOT)
    assert root_at(connection, 0) == EMPTY_ROOT


def test_the_tree_has_the_root_of_each_size_that_it_had(connection: Connection[Any], leaves: list[bytes]) -> None:
    assert integrated(connection) == (SIZE, rfc.tree_hash(leaves))
    for size in (1, 2, 255, 256, 257, 511, 512, 513, 699, 700):
        assert root_at(connection, size) == rfc.tree_hash(leaves[:size])


def test_any_event_is_proved_to_be_in_any_tree_that_has_it(connection: Connection[Any], leaves: list[bytes]) -> None:
    for size in (1, 256, 300, 512, 700):
        for index in (0, size // 2, size - 1):
            proof = inclusion_proof(connection, index, size)
            assert includes(leaves[index], index, size, proof, root_at(connection, size))


def test_any_tree_is_proved_to_begin_with_any_smaller_one(connection: Connection[Any], leaves: list[bytes]) -> None:
    for new in (1, 256, 300, 512, 700):
        for old in (1, (new + 1) // 2, new):
            proof = consistency_proof(connection, old, new)
            assert extends(old, new, root_at(connection, old), root_at(connection, new), proof)


def test_tiles_are_the_hashes_of_leaves_and_of_full_tiles(connection: Connection[Any], leaves: list[bytes]) -> None:
    assert tile(connection, 0, 1) == b"".join(leaves[256:512])
    assert tile(connection, 0, 1, 3) == b"".join(leaves[256:259])
    assert tile(connection, 0, 2, 188) == b"".join(leaves[512:])
    assert tile(connection, 1, 0, 2) == rfc.tree_hash(leaves[:256]) + rfc.tree_hash(leaves[256:512])
    assert len(tile(connection, 1, 0, 1)) == HASH


@pytest.mark.parametrize(
    ("level", "index", "width"),
    [(0, 2, 256), (0, 2, 189), (0, 3, 1), (1, 0, 3), (2, 0, 1), (0, 0, 0), (0, -1, 1), (0, 0, -1)],
)
def test_no_tile_is_shown_that_isnt_there(
    connection: Connection[Any], leaves: list[bytes], level: int, index: int, width: int
) -> None:
    with pytest.raises(NotInTree):
        tile(connection, level, index, width)


def test_bundles_have_entries_that_hash_to_the_leaves(connection: Connection[Any], leaves: list[bytes]) -> None:
    for index, width, expected in ((0, 256, leaves[:256]), (2, 188, leaves[512:]), (1, 5, leaves[256:261])):
        found = entries(entry_bundle(connection, index, width))
        assert [sha256(b"\x00" + entry).digest() for entry in found] == expected


def test_bundles_are_made_of_the_log_as_it_is_and_tiles_as_it_was(
    connection: Connection[Any], leaves: list[bytes]
) -> None:
    connection.execute("UPDATE log.events SET recorded_at = recorded_at + interval '1 microsecond' WHERE position = 3")
    (found,) = [entry for nr, entry in enumerate(entries(entry_bundle(connection, 0))) if nr == 2]
    assert sha256(b"\x00" + found).digest() != tile(connection, 0, 0)[64:96] == leaves[2]


@pytest.mark.parametrize(("index", "width"), [(2, 256), (3, 1), (0, 0), (-1, 1), (0, 257)])
def test_no_bundle_is_made_of_events_that_arent_there(
    connection: Connection[Any], leaves: list[bytes], index: int, width: int
) -> None:
    with pytest.raises(NotInTree):
        entry_bundle(connection, index, width)


def test_what_isnt_in_the_tree_yet_has_no_root_and_no_proof(
    connection: Connection[Any], leaves: list[bytes], append: Callable[[int], None]
) -> None:
    append(1)
    assert integrated_size(connection) == SIZE
    for size in (-1, SIZE + 1):
        with pytest.raises(NotInTree, match=f"no tree of size {size}"):
            root_at(connection, size)
    for index, size in ((-1, SIZE), (SIZE, SIZE), (0, SIZE + 1), (5, 3)):
        with pytest.raises(NotInTree):
            inclusion_proof(connection, index, size)
    for old, new in ((-1, 3), (4, 3), (3, SIZE + 1)):
        with pytest.raises(NotInTree):
            consistency_proof(connection, old, new)
