"""Live views against what follows from the log."""

from threading import Event

import psycopg
import pytest

import projections
from projections import NotComparable, compare
from tests.people import ADA, CAUSE, CHANNEL
from tests.projections.scene import Scene, dump


@pytest.fixture
def scene(database_url: str) -> Scene:
    return Scene(database_url)


def differences(scene: Scene) -> list[tuple[str, int, int]]:
    """Which tables, and how many rows they have and should have."""
    found = compare(scene.database_url, batch=7).differences
    return [(each.table, each.live_rows, each.right_rows) for each in found]


def test_views_that_follow_from_the_log_are_said_to(scene: Scene) -> None:
    with scene:
        scene.furnish()
        scene.start(CHANNEL)
        scene.show()
        before = dump(scene.database_url)
        compared = compare(scene.database_url)
        assert (compared.position, compared.differences) == (scene.log.end_of_log(), [])
        assert compared.tables > 20
        assert dump(scene.database_url) == before


def test_views_are_compared_where_they_are_however_much_further_the_log_is(scene: Scene) -> None:
    with scene:
        scene.furnish()
        scene.show()
        shown = scene.log.end_of_log()
        scene.start(CHANNEL)
        assert compare(scene.database_url)[::2] == (shown, [])


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE calls SET title = 'tampered'", ("calls", 1, 1)),
        ("DELETE FROM calls", ("calls", 0, 1)),
        ("UPDATE sessions SET joined_at = joined_at + interval '1 microsecond'", ("sessions", 1, 1)),
    ],
)
def test_a_table_that_was_changed_is_named_with_its_first_row_that_was(
    scene: Scene, statement: str, expected: tuple[str, int, int]
) -> None:
    with scene:
        scene.furnish()
        call_id = scene.start(CHANNEL)[0]
        scene.show()
        scene.query_nothing(statement)
        assert differences(scene) == [expected]
        if expected[0] == "calls":
            assert compare(scene.database_url).differences[0].key == f'["{call_id}"]'


def test_what_was_changed_in_a_view_stays_for_others_to_look_at(scene: Scene) -> None:
    with scene:
        scene.furnish()
        scene.show()
        scene.query_nothing("DELETE FROM members")
        tampered = dump(scene.database_url)
        for _ in range(2):
            assert [table for table, _, _ in differences(scene)] == ["members"]
        assert dump(scene.database_url) == tampered


def test_views_that_are_being_made_again_cant_be_compared(scene: Scene) -> None:
    with scene:
        scene.furnish()
        scene.show()
        scene.query_nothing("UPDATE versions SET version = NULL WHERE view = 'RingsView'")
        with pytest.raises(NotComparable, match=r"made again by the worker, or by another version: RingsView\."):
            compare(scene.database_url)


def test_nothing_of_a_comparison_is_left_behind(scene: Scene) -> None:
    with scene:
        scene.furnish()
        scene.show()
        compare(scene.database_url)
        projections.rebuild(scene.database_url)
        with psycopg.connect(scene.database_url) as connection:
            assert connection.execute("SELECT to_regnamespace('views_next')").fetchone() == (None,)


def test_erased_texts_are_no_difference_and_what_else_was_changed_in_their_rows_is(scene: Scene) -> None:
    with scene:
        scene.furnish()
        call_id, _ = scene.start(CHANNEL)
        scene.threads.post(call_id=call_id, text="Hello!", by=ADA, cause=CAUSE)
        scene.attach(call_id, ADA)
        scene.show()
        with psycopg.connect(scene.database_url, autocommit=True) as connection:
            connection.execute("SELECT vault.destroy(%s)", ([ADA],))
        projections.scrub(scene.database_url, Event())
        assert differences(scene) == []
        scene.query_nothing("UPDATE users SET active = false")
        scene.query_nothing(
            "UPDATE thread_messages SET file = jsonb_set(file::jsonb, '{size}', '1') WHERE file IS NOT NULL"
        )
        assert [table for table, _, _ in differences(scene)] == ["users", "thread_messages"]
