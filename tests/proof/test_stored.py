"""What was done to a database is found, and named by position and kind."""

import random
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from psycopg.errors import ReadOnlySqlTransaction

from proof.edge import widths_of
from proof.store import root_at
from proof.tree import FULL, HASH
from proof.verification.faults import Fault
from proof.verification.stored import stored_log
from proof.verification.verify import Report, Signed

SIZE = 600
COLUMNS = {
    "originator_id": "gen_random_uuid()",
    "originator_version": "originator_version + 100",
    "topic": "topic || ' '",
    "state": """concat(state::text, ' ')::json""",
    "recorded_at": "recorded_at + interval '1 microsecond'",
}
PLACES = {
    "first": 1,
    "last": SIZE,
    "end of a tile": 256,
    "begin of a tile": 257,
    "any": random.Random().randint(2, 599),
}
LOG_KINDS = ("changed", "removed", "inserted", "swapped", "moved", "cut")


@pytest.fixture(autouse=True)
def _with_tree(append: Callable[[int], None], integrate: Callable[[], None]) -> None:
    append(SIZE)
    integrate()


def verified(url: str, *signed: Signed) -> Report:
    with stored_log(url) as log:
        published = [Signed(each.size, each.root) for each in log.checkpoints("a")]
        return log.verify([*signed, *published], lambda _seen, _of: None)


def found(url: str, *signed: Signed) -> list[tuple[str, int, int]]:
    """What is wrong, without its sentences."""
    return [(fault.kind.value, fault.first, fault.last) for fault in verified(url, *signed).faults]


def of_log(faults: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    return [fault for fault in faults if fault[0] in LOG_KINDS]


def renumber(connection: Connection[Any], by: int, first: int) -> None:
    """All events from a position on."""
    connection.execute("UPDATE log.events SET position = -position WHERE position >= %s", (first,))
    connection.execute("UPDATE log.events SET position = -position + %s WHERE position < 0", (by,))


def sign(connection: Connection[Any], size: int) -> None:
    connection.execute(
        "INSERT INTO proof.checkpoints (origin, size, root, note, signed_at) VALUES ('a', %s, %b, '', now())",
        (size, root_at(connection, size)),
    )


@pytest.mark.parametrize("more", [0, 1, 300])
def test_an_intact_log_is_not_accused(log_url: str, append: Callable[[int], None], more: int) -> None:
    append(more)
    report = verified(log_url)
    assert (report.intact, report.events, report.size, report.pending) == (True, SIZE + more, SIZE, more)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("position", PLACES.values(), ids=PLACES)
def test_a_change_of_any_column_is_named_by_its_position(
    log_url: str, connection: Connection[Any], column: str, position: int
) -> None:
    connection.execute(f"UPDATE log.events SET {column} = {COLUMNS[column]} WHERE position = %s", (position,))
    assert of_log(found(log_url)) == [("changed", position, position)]


@pytest.mark.parametrize("position", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("to", [SIZE + 1, SIZE + 1_000, 0, -7])
def test_an_event_at_another_position_is_named_by_the_one_it_had(
    log_url: str, connection: Connection[Any], position: int, to: int
) -> None:
    connection.execute("UPDATE log.events SET position = %s WHERE position = %s", (to, position))
    assert of_log(found(log_url)) == [("moved", position, position)]


@pytest.mark.parametrize("position", PLACES.values(), ids=PLACES)
def test_an_event_that_was_removed_is_named(log_url: str, connection: Connection[Any], position: int) -> None:
    connection.execute("DELETE FROM log.events WHERE position = %s", (position,))
    kind = "cut" if position == SIZE else "removed"
    assert of_log(found(log_url)) == [(kind, position, position)]
    renumber(connection, -1, position + 1)
    assert of_log(found(log_url)) == [(kind, position, position)]


@pytest.mark.parametrize("position", PLACES.values(), ids=PLACES)
def test_an_event_that_was_inserted_is_named(log_url: str, connection: Connection[Any], position: int) -> None:
    renumber(connection, 1, position)
    connection.execute(
        "INSERT INTO log.events SELECT %s, gen_random_uuid(), 1, topic, state, recorded_at FROM log.events LIMIT 1",
        (position,),
    )
    assert found(log_url) == [("inserted", position, position)]


@pytest.mark.parametrize(("one", "another"), [(1, SIZE), (256, 257), (20, 300)])
def test_events_that_were_swapped_are_named(log_url: str, connection: Connection[Any], one: int, another: int) -> None:
    for position, to in ((one, 0), (another, one), (0, another)):
        connection.execute("UPDATE log.events SET position = %s WHERE position = %s", (to, position))
    assert of_log(found(log_url)) == [("swapped", one, another)]


@pytest.mark.parametrize("left", [0, 1, 255, 256, 257, 599])
def test_a_log_that_was_cut_together_with_its_tree_lacks_what_was_signed(
    log_url: str, connection: Connection[Any], integrate: Callable[[], None], left: int
) -> None:
    sign(connection, 100)
    sign(connection, SIZE)
    connection.execute("DELETE FROM log.events WHERE position > %s", (left,))
    assert found(log_url) == [("cut", left + 1, SIZE)]
    connection.execute(
        "TRUNCATE proof.tiles; UPDATE proof.edge SET size = 0, root = sha256(''), partial = '{}', era = 1"
    )
    integrate()
    assert found(log_url) == [("cut", left + 1, SIZE)]


def test_a_history_that_was_rewritten_together_with_its_tree_disagrees_with_what_was_signed(
    log_url: str, connection: Connection[Any], integrate: Callable[[], None]
) -> None:
    for size in (100, 290, 310, SIZE):
        sign(connection, size)
    connection.execute("UPDATE log.events SET recorded_at = now() WHERE position = 300")
    assert found(log_url) == [("changed", 300, 300)]
    connection.execute(
        "TRUNCATE proof.tiles; UPDATE proof.edge SET size = 0, root = sha256(''), partial = '{}', era = 1"
    )
    integrate()
    assert found(log_url) == [("checkpoint", 291, 310)]


FLIP = "set_byte({0}, 77, get_byte({0}, 77) # 1)"


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (f"UPDATE proof.tiles SET hashes = {FLIP.format('hashes')} WHERE index = 1", ("tile", 257, 512)),
        ("DELETE FROM proof.tiles WHERE index = 0", ("tile", 1, 256)),
        ("INSERT INTO proof.tiles SELECT 0, 2, hashes FROM proof.tiles LIMIT 1", ("tile", 513, 513)),
        ("INSERT INTO proof.tiles SELECT 3, 0, hashes FROM proof.tiles LIMIT 1", ("tile", 1, 1)),
        (f"UPDATE proof.edge SET partial[1] = {FLIP.format('partial[1]')}", ("edge", 513, SIZE)),
        ("UPDATE proof.edge SET partial[2] = sha256(partial[2]) || sha256(partial[1])", ("edge", SIZE, SIZE)),
        ("UPDATE proof.edge SET root = sha256(root)", ("edge", SIZE, SIZE)),
        ("UPDATE proof.edge SET size = size + 1", ("edge", SIZE, SIZE)),
        ("UPDATE proof.edge SET size = 300", ("edge", SIZE, SIZE)),
        ("UPDATE proof.edge SET size = -5", ("edge", SIZE, SIZE)),
    ],
)
def test_a_tree_that_was_changed_is_told_from_a_log_that_was(
    log_url: str, connection: Connection[Any], statement: str, expected: tuple[str, int, int]
) -> None:
    connection.execute(statement.encode())
    assert found(log_url) == [expected]


@pytest.mark.parametrize("size", [SIZE + (1 << 55), (1 << 63) - 1])
def test_an_edge_that_was_changed_to_say_an_enormous_size_is_named_and_the_log_gone_through(
    log_url: str, connection: Connection[Any], size: int
) -> None:
    partial = [bytes(width * HASH) for width in widths_of(size)]
    connection.execute("UPDATE proof.edge SET size = %s, partial = %b::bytea[]", (size, partial))
    far = size // 256 - 1, bytes(FULL)
    connection.execute("INSERT INTO proof.tiles (level, index, hashes) VALUES (0, %s, %b)", far)
    connection.execute("UPDATE log.events SET topic = 'other' WHERE position = 3")
    faults = found(log_url)
    assert ("changed", 3, 3) in faults
    assert "edge" in {kind for kind, _, _ in faults}


def test_a_tree_that_is_gone_is_missed(log_url: str, connection: Connection[Any]) -> None:
    sign(connection, SIZE)
    connection.execute("DELETE FROM proof.edge")
    assert set(found(log_url)) == {("edge", 512, 512)}


def test_a_gap_in_a_stream_is_named_also_where_the_tree_hasnt_come_to_yet(
    log_url: str, connection: Connection[Any], append: Callable[[int], None]
) -> None:
    append(7)
    connection.execute("UPDATE log.events SET originator_version = 9 WHERE position = 604")
    faults: list[Fault] = verified(log_url).faults
    stream = connection.execute("SELECT originator_id FROM log.events WHERE position = 604").fetchone()
    assert stream is not None
    assert [fault.sentence for fault in faults] == [
        f"Position 604: version 9 of stream {stream[0]} doesn't follow on version 7.",
        f"Position 605: version 5 of stream {stream[0]} doesn't follow on version 3.",
    ]


def test_versions_in_another_order_than_the_log_are_a_fault(
    log_url: str, connection: Connection[Any], append: Callable[[int], None]
) -> None:
    append(7)
    for position, version in ((606, 50), (607, 6), (606, 7)):
        connection.execute("UPDATE log.events SET originator_version = %s WHERE position = %s", (version, position))
    kinds = {fault.kind.value for fault in verified(log_url).faults}
    assert kinds == {"stream"}


def test_what_is_appended_meanwhile_is_not_looked_at(
    log_url: str, append: Callable[[int], None], integrate: Callable[[], None]
) -> None:
    with stored_log(log_url) as log:
        append(500)
        integrate()
        report = log.verify((), lambda _seen, _of: None)
    assert (report.intact, report.events, report.size) == (True, SIZE, SIZE)


def test_verification_changes_nothing(log_url: str) -> None:
    with stored_log(log_url) as log, pytest.raises(ReadOnlySqlTransaction):
        log._tree.execute("DELETE FROM proof.tiles")
    with psycopg.connect(log_url) as connection:
        assert connection.execute("SELECT count(*) FROM proof.tiles").fetchone() == (2,)


def test_it_tells_how_far_it_is(log_url: str) -> None:
    told: list[tuple[int, int]] = []
    with stored_log(log_url) as log:
        log.verify((), lambda seen, of: told.append((seen, of)))
    assert told == [(256, SIZE), (512, SIZE), (SIZE, SIZE)]


def test_verification_that_is_interrupted_lets_go_of_the_database(log_url: str) -> None:
    def interrupted(_seen: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), stored_log(log_url) as log:
        log.verify((), interrupted)
