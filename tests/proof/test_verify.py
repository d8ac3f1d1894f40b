from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proof.leaf import Row
from proof.tree import HASH, Coordinates
from proof.verification.faults import Kind
from proof.verification.verify import Signed
from tests.proof.memory import MemoryTree, changed, faults, log, renumbered, row, verified

SIZE = 1_000
PLACES = [1, 2, 255, 256, 257, 512, 513, 640, 768, 769, 999, 1_000]
COLUMNS: list[dict[str, Any]] = [
    {"originator": b"\xff" * 16},
    {"version": 9},
    {"recorded_at": 10**15},
    {"topic": b"ringlog.test.Something"},
    {"topic": b"t" * 300},
    {"state": b"{}"},
]
LOG = log(SIZE)


def other(position: int) -> Row:
    """An event that is in no tree."""
    return row(1)._replace(position=position, state=b"another at %d" % position)


@settings(max_examples=1_000, deadline=None)
@given(size=st.integers(0, 1_400), in_tree=st.integers(0, 1_400), data=st.data())
def test_an_intact_log_is_never_accused(size: int, in_tree: int, data: st.DataObject) -> None:
    rows = log(size)
    tree = MemoryTree(rows[: min(in_tree, size)])
    sizes = data.draw(st.lists(st.integers(0, size), max_size=3))
    report = verified(rows, tree, *(Signed(each, MemoryTree(rows[:each]).root) for each in sizes))
    assert report.faults == []
    assert report.intact
    assert (report.events, report.size, report.root) == (size, tree.size, tree.root)
    assert report.pending == size - max([tree.size, *sizes])
    assert (report.checkpoint.size if report.checkpoint else 0) == max(sizes, default=0)


@pytest.mark.parametrize("position", PLACES)
@pytest.mark.parametrize("columns", COLUMNS)
def test_a_change_of_any_column_of_any_event_is_named(position: int, columns: dict[str, Any]) -> None:
    assert faults(changed(LOG, position, **columns), MemoryTree(LOG)) == [("changed", position, position)]


@pytest.mark.parametrize("position", PLACES[:-1])
def test_an_event_that_is_gone_is_named(position: int) -> None:
    rows = [each for each in LOG if each.position != position]
    assert faults(rows, MemoryTree(LOG)) == [("removed", position, position)]


@pytest.mark.parametrize("position", PLACES[:-1])
def test_an_event_that_is_gone_is_named_also_when_the_others_were_renumbered(position: int) -> None:
    rows = renumbered([each for each in LOG if each.position != position])
    assert faults(rows, MemoryTree(LOG)) == [("removed", position, position)]


@pytest.mark.parametrize("position", PLACES)
def test_an_event_that_was_inserted_is_named(position: int) -> None:
    rows = renumbered([*LOG[: position - 1], other(position), *LOG[position - 1 :]])
    assert faults(rows, MemoryTree(LOG)) == [("inserted", position, position)]


@pytest.mark.parametrize("position", [0, -1, -(1 << 63)])
def test_an_event_before_the_first_was_inserted(position: int) -> None:
    assert faults([other(position), *LOG], MemoryTree(LOG)) == [("inserted", position, position)]


@pytest.mark.parametrize(
    ("one", "another"), [(1, 2), (1, 1_000), (256, 257), (255, 257), (300, 700), (999, 1_000), (10, 14)]
)
def test_events_that_were_swapped_are_named(one: int, another: int) -> None:
    rows = LOG.copy()
    rows[one - 1], rows[another - 1] = row(another)._replace(position=one), row(one)._replace(position=another)
    assert faults(rows, MemoryTree(LOG)) == [("swapped", one, another)]


def test_an_event_whose_position_was_changed_was_moved() -> None:
    rows = [each for each in LOG if each.position != 5]
    (fault,) = verified([*rows, row(5)._replace(position=1_001)], MemoryTree(LOG)).faults
    assert fault == (Kind.MOVED, 5, 5, "Position 5: its event was moved, and stands at position 1,001.")
    assert faults([*rows, row(5)._replace(position=5_000_000)], MemoryTree(LOG)) == [("moved", 5, 5)]
    assert faults([row(5)._replace(position=-5), *rows], MemoryTree(LOG)) == [("moved", 5, 5)]


def test_an_event_that_was_put_elsewhere_with_all_others_renumbered_was_moved() -> None:
    rows = renumbered([*LOG[:99], *LOG[100:600], row(100), *LOG[600:]])
    assert faults(rows, MemoryTree(LOG)) == [("moved", 100, 100)]


@pytest.mark.parametrize("left", [0, 1, 255, 256, 257, 998, 999])
def test_a_log_that_lacks_its_end_was_cut(left: int) -> None:
    assert faults(LOG[:left], MemoryTree(LOG)) == [("cut", left + 1, SIZE)]


@pytest.mark.parametrize("left", [0, 1, 255, 256, 257, 999])
def test_a_log_that_was_cut_together_with_its_tree_lacks_what_was_signed(left: int) -> None:
    signed = Signed(SIZE, MemoryTree(LOG).root)
    assert faults(LOG[:left], MemoryTree(LOG[:left])) == []
    assert faults(LOG[:left], MemoryTree(LOG[:left]), signed) == [("cut", left + 1, SIZE)]


def test_a_stretch_of_faults_is_one() -> None:
    report = verified([each._replace(recorded_at=0) for each in LOG], MemoryTree(LOG))
    assert [fault.sentence for fault in report.faults] == ["Positions 1 to 1,000: the events were changed."]
    rows = [each for each in LOG if not 250 <= each.position <= 700]
    assert faults(rows, MemoryTree(LOG)) == [("removed", 250, 700)]
    assert faults(renumbered(rows), MemoryTree(LOG)) == [("removed", 250, 700)]


@pytest.mark.parametrize("count", [1, 2, 7, 16])
def test_several_that_were_removed_or_inserted_with_all_others_renumbered_are_named(count: int) -> None:
    gone = renumbered(LOG[:299] + LOG[299 + count :])
    assert faults(gone, MemoryTree(LOG)) == [("removed", 300, 299 + count)]
    more = renumbered([*LOG[:299], *(other(position) for position in range(count)), *LOG[299:]])
    assert faults(more, MemoryTree(LOG)) == [("inserted", 300, 299 + count)]


def test_several_faults_are_told_apart() -> None:
    rows = changed(LOG, 10, version=7)
    rows = renumbered(rows[:99] + rows[100:])
    rows = renumbered([*rows[:500], other(0), *rows[500:]])
    rows = changed(rows, 900, topic=b"x")[:-1]
    found = faults(rows, MemoryTree(LOG))
    assert found == [
        ("changed", 10, 10),
        ("removed", 100, 100),
        ("inserted", 501, 501),
        ("changed", 900, 900),
        ("cut", 1_000, 1_000),
    ]


def flipped(hashes: bytes, at: int) -> bytes:
    return hashes[:at] + bytes([hashes[at] ^ 1]) + hashes[at + 1 :]


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("at", [0, 31, 4_000, 8_191])
def test_a_hash_that_was_changed_in_a_tile_is_told_from_a_change_of_an_event(number: int, at: int) -> None:
    tree = MemoryTree(LOG)
    place = Coordinates(0, number)
    tree.tiles[place] = flipped(tree.tiles[place], at)
    assert faults(LOG, tree) == [("tile", number * 256 + 1, number * 256 + 256)]
    both = changed(LOG, number * 256 + 9, state=b"{}")
    assert ("tile", number * 256 + 1, number * 256 + 256) in faults(both, tree)


@pytest.mark.parametrize("place", [Coordinates(0, 1), Coordinates(0, 255), Coordinates(1, 0)])
def test_a_tile_that_is_missing_or_false_is_named_at_any_level(place: Coordinates) -> None:
    rows = log(70_000)
    tree = MemoryTree(rows)
    span = 256 ** (place.level + 1)
    for hashes in (None, flipped(tree.tiles[place], 77)):
        false = MemoryTree([])
        false.tiles = {each: made for each, made in tree.tiles.items() if each != place}
        false.size, false.root, false.partial = tree.size, tree.root, tree.partial
        if hashes is not None:
            false.tiles[place] = hashes
        assert faults(rows, false) == [("tile", place.number * span + 1, (place.number + 1) * span)]


@pytest.mark.parametrize("level", [0, 1])
def test_an_edge_that_was_changed_is_told_from_a_change_of_an_event(level: int) -> None:
    tree = MemoryTree(LOG)
    tree.partial[level] = flipped(tree.partial[level], 40)
    assert [kind for kind, _, _ in faults(LOG, tree)] == ["edge"]


def test_an_edge_whose_root_was_changed_is_named() -> None:
    tree = MemoryTree(LOG)
    tree.root = bytes(HASH)
    assert faults(LOG, tree) == [("edge", SIZE, SIZE)]


def test_events_that_were_changed_together_with_their_tile_are_named_by_the_tile() -> None:
    rows = changed(LOG, 300, state=b"{}")
    tree, false = MemoryTree(LOG), MemoryTree(rows)
    tree.tiles[Coordinates(0, 1)] = false.tiles[Coordinates(0, 1)]
    assert faults(rows, tree) == [("changed", 257, 512)]


def test_events_that_were_changed_together_with_the_whole_tree_are_known_by_what_was_signed() -> None:
    rows = changed(LOG, 300, state=b"{}")
    signed = [Signed(size, MemoryTree(LOG[:size]).root) for size in (0, 100, 250, 290, 299, 310, 400, 1_000)]
    assert faults(rows, MemoryTree(rows)) == []
    assert faults(rows, MemoryTree(rows), signed[-1]) == [("checkpoint", 1, 1_000)]
    report = verified(rows, MemoryTree(rows), *signed)
    (fault,) = report.faults
    assert (fault.kind, fault.first, fault.last) == (Kind.CHECKPOINT, 300, 310)
    assert report.checkpoint == signed[4]


def test_a_change_is_named_by_its_position_while_the_tree_still_agrees_with_what_was_signed() -> None:
    signed = Signed(1_000, MemoryTree(LOG).root)
    report = verified(changed(LOG, 300, state=b"{}"), MemoryTree(LOG), signed)
    assert [(fault.kind, fault.first) for fault in report.faults] == [(Kind.CHANGED, 300)]
    assert report.checkpoint == signed


def test_what_was_signed_is_compared_also_where_the_tree_hasnt_come_to_yet() -> None:
    signed = Signed(900, MemoryTree(LOG[:900]).root)
    assert faults(LOG, MemoryTree(LOG[:500]), signed) == []
    assert faults(changed(LOG, 800, version=3), MemoryTree(LOG[:500]), signed) == [("checkpoint", 1, 900)]
    assert faults(LOG[:799] + LOG[800:], MemoryTree(LOG[:500]), signed) == [("removed", 800, 900)]


def test_events_that_arent_in_the_tree_yet_follow_on_each_other() -> None:
    rows = [each for each in LOG if not 950 <= each.position <= 960]
    assert faults(rows, MemoryTree(LOG[:900])) == [("removed", 950, 960)]
    assert faults(rows[:899] + rows[903:], MemoryTree(LOG[:900]))[0] == ("removed", 900, 903)


def test_no_more_faults_are_listed_than_anybody_reads() -> None:
    rows = log(5_000)
    report = verified([each._replace(version=9) if each.position % 2 else each for each in rows], MemoryTree(rows))
    assert len(report.faults) == 1_000
    assert report.left_out == 1_500


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_whatever_is_done_to_a_log_is_noticed(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 600))
    rows, tree = log(size), MemoryTree(log(size))
    for _ in range(data.draw(st.integers(1, 3))):
        if not rows:
            break
        at = data.draw(st.integers(0, len(rows) - 1))
        match data.draw(st.sampled_from(["change", "remove", "remove and renumber", "insert", "swap"])):
            case "change":
                rows[at] = rows[at]._replace(version=rows[at].version + 1)
            case "remove":
                del rows[at]
            case "remove and renumber":
                del rows[at]
                rows = renumbered(rows)
            case "insert":
                rows = renumbered([*rows[:at], other(at), *rows[at:]])
            case "swap":
                to = data.draw(st.integers(0, len(rows) - 1))
                rows[at], rows[to] = (
                    rows[to]._replace(position=rows[at].position),
                    rows[at]._replace(position=rows[to].position),
                )
    assert verified(rows, tree).intact == (rows == log(size))
