from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proof.edge import Edge, widths_of
from proof.tree import (
    EMPTY_ROOT,
    FULL,
    HASH,
    Coordinates,
    Span,
    Tiles,
    consistency_path,
    extends,
    hash_of,
    includes,
    inclusion_path,
    tiles_of,
)
from tests.proof import rfc

# What Certificate Transparency's implementations are tested with: entries, and the roots after each.
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

LEAVES = [sha256(bytes([0]) + number.to_bytes(8, "big")).digest() for number in range(70_000)]
sizes = st.one_of(st.integers(1, 20), st.integers(1, 1_100), st.sampled_from([255, 256, 257, 511, 512, 513, 1_024]))


def grown(size: int, step: int = 5_000) -> tuple[Edge, dict[Coordinates, bytes]]:
    """A tree of this size, with all of its tiles."""
    edge = Edge()
    tiles: dict[Coordinates, bytes] = {}
    for first in range(0, size, step):
        for tile in edge.extend(b"".join(LEAVES[first : min(first + step, size)])):
            assert tiles.setdefault(tile.coordinates, tile.hashes) == tile.hashes
    return edge, tiles | edge.tiles()


def hashes(spans: list[Span], tiles: Tiles) -> list[bytes]:
    """From no more tiles than they say."""
    needed = {coordinates: tiles[coordinates] for coordinates in tiles_of(spans)}
    return [hash_of(span, needed) for span in spans]


def test_a_tree_has_the_roots_that_certificate_transparency_is_tested_with() -> None:
    edge = Edge()
    for entry, root in zip(ENTRIES, ROOTS, strict=True):
        edge.extend(sha256(b"\x00" + bytes.fromhex(entry)).digest())
        assert edge.root().hex() == root


def test_an_empty_tree_has_the_hash_of_nothing_as_its_root() -> None:
    assert Edge().root() == EMPTY_ROOT == rfc.tree_hash([])
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_example_of_seven_leaves_has_the_paths_that_the_rfc_shows() -> None:
    """RFC 6962, section 2.1.3: the nodes a…j of its picture, as the leaves that they cover."""
    a, b, c, d, f, j = (Span(n, n + 1) for n in (0, 1, 2, 3, 5, 6))
    g, h, i, k, whole = Span(0, 2), Span(2, 4), Span(4, 6), Span(0, 4), Span(4, 7)
    assert inclusion_path(0, 7) == [b, h, whole]
    assert inclusion_path(3, 7) == [c, g, whole]
    assert inclusion_path(4, 7) == [f, j, k]
    assert inclusion_path(6, 7) == [i, k]
    assert consistency_path(3, 7) == [c, d, g, whole]
    assert consistency_path(4, 7) == [whole]
    assert consistency_path(6, 7) == [i, j, k]
    assert a not in consistency_path(3, 7)


def test_a_tree_of_seventy_thousand_has_the_tiles_that_the_specification_counts() -> None:
    """C2SP tlog-tiles, section Partial Tiles."""
    edge, tiles = grown(70_000)
    full = [coordinates for coordinates, hashed in tiles.items() if len(hashed) == FULL]
    assert [sum(level == each for each, _ in full) for level in range(3)] == [273, 1, 0]
    assert [len(hashed) // HASH for hashed in edge.partial] == [112, 17, 1] == widths_of(70_000)
    assert edge.fits()
    assert edge.root() == rfc.tree_hash(LEAVES)


def test_a_tree_of_two_hundred_and_fifty_six_has_a_full_tile_and_one_hash_above() -> None:
    edge, tiles = grown(256)
    assert {coordinates: len(hashed) for coordinates, hashed in tiles.items()} == {(0, 0): FULL, (1, 0): HASH}
    assert edge.partial[0] == b""


@settings(deadline=None)
@given(size=sizes, step=st.integers(1, 600))
def test_however_a_tree_grows_it_has_the_root_that_the_rfc_defines(size: int, step: int) -> None:
    edge, tiles = grown(size, step)
    assert edge.root() == rfc.tree_hash(LEAVES[:size]) == hash_of(Span(0, size), tiles)


@settings(deadline=None)
@given(sizes, sizes)
def test_a_grown_tree_still_has_the_roots_of_all_sizes_before(one: int, other: int) -> None:
    size, grown_to = sorted((one, other))
    assert hashes([Span(0, size)], grown(grown_to)[1]) == [rfc.tree_hash(LEAVES[:size])]


@settings(deadline=None)
@given(sizes, st.data())
def test_the_proof_that_a_leaf_is_there_is_the_one_of_the_rfc_and_proves_only_that(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    edge, tiles = grown(size)
    proof = hashes(inclusion_path(index, size), tiles)
    assert proof == rfc.path(index, LEAVES[:size])
    assert includes(LEAVES[index], index, size, proof, edge.root())
    assert not includes(LEAVES[size], index, size, proof, edge.root())
    assert not includes(LEAVES[index], index, size, [*proof, LEAVES[0]], edge.root())
    assert not includes(LEAVES[index], index, size, proof, EMPTY_ROOT)
    other = data.draw(st.integers(0, size + 1))
    assert includes(LEAVES[index], other, size, proof, edge.root()) == (other == index)


@settings(deadline=None)
@given(sizes, sizes, st.data())
def test_the_proof_that_a_tree_grew_is_the_one_of_the_rfc_and_proves_only_that(
    one: int, other: int, data: st.DataObject
) -> None:
    old, new = sorted((one, other))
    edge, tiles = grown(new)
    old_root, new_root = rfc.tree_hash(LEAVES[:old]), edge.root()
    proof = hashes(consistency_path(old, new), tiles)
    assert proof == rfc.proof(old, LEAVES[:new])
    assert extends(old, new, old_root, new_root, proof)
    assert not extends(old, new, LEAVES[0] if old > 1 else LEAVES[1], new_root, proof)
    assert not extends(old, new, old_root, EMPTY_ROOT, proof)
    assert not extends(old, new, old_root, new_root, [*proof, LEAVES[0]])
    if proof:
        left_out = data.draw(st.integers(0, len(proof) - 1))
        assert not extends(old, new, old_root, new_root, proof[:left_out] + proof[left_out + 1 :])


def test_any_tree_begins_with_the_empty_one() -> None:
    assert consistency_path(0, 7) == []
    assert extends(0, 7, EMPTY_ROOT, rfc.tree_hash(LEAVES[:7]), [])
    assert not extends(0, 7, LEAVES[0], rfc.tree_hash(LEAVES[:7]), [])


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 70_000), st.data())
def test_proofs_over_three_levels_of_tiles_hold(size: int, data: st.DataObject) -> None:
    edge, tiles = grown(size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    assert includes(LEAVES[index], index, size, hashes(inclusion_path(index, size), tiles), edge.root())
    old_root = hash_of(Span(0, old), grown(old)[1])
    assert extends(old, size, old_root, edge.root(), hashes(consistency_path(old, size), tiles))


def test_a_tile_that_is_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="Tile 0 of level 0 is too short"):
        hash_of(Span(0, 4), {Coordinates(0, 0): LEAVES[0]})
