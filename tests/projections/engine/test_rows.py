"""What handlers may ask of the rows in hand, and that a table has the columns that its rows have."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from projections.engine.rows import NoSuchRow, Row, RowNotLoaded, Rows
from projections.engine.table import Table
from projections.views import VIEWS
from tests.people import AT
from tests.projections.scene import Scene

COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attname
"""
CALL, OTHER_CALL, STAY = uuid4(), uuid4(), uuid4()


class StayRow(Row, frozen=True):
    id: UUID
    call_id: UUID
    left_at: datetime | None = None


STAYS = Table[UUID, StayRow]("stays", StayRow)
ENDED: Any = SimpleNamespace(originator_id=CALL)  # all that is asked of a fact here


@pytest.fixture
def stays() -> Rows[UUID, StayRow]:
    """A call's stays were asked for; there is one."""
    rows = Rows(STAYS)
    rows.ask(STAYS.by(call_id="originator_id"), [ENDED])
    rows.hold([StayRow(STAY, CALL)])
    return rows


@pytest.mark.parametrize("table", [table for view in VIEWS for table in view.tables], ids=lambda table: table.name)
def test_a_table_has_the_columns_that_its_rows_have(scene: Scene, table: Table[object, Row]) -> None:
    assert [name for (name,) in scene.query(COLUMNS, (table.name,))] == sorted(table.columns)


def test_rows_that_were_asked_for_are_there_or_are_none(stays: Rows[UUID, StayRow]) -> None:
    assert stays[STAY] == StayRow(STAY, CALL)
    assert stays.of(call_id=CALL) == [StayRow(STAY, CALL)]


@pytest.mark.parametrize(
    "ask",
    [
        lambda stays: stays[uuid4()],
        lambda stays: stays.get(uuid4()),
        lambda stays: stays.change(uuid4(), left_at=AT),
        lambda stays: stays.change_if_there(uuid4(), left_at=AT),
        lambda stays: stays.of(call_id=OTHER_CALL),
        lambda stays: stays.of(id=STAY),
    ],
)
def test_rows_that_nobody_asked_for_are_not_taken_for_none(
    stays: Rows[UUID, StayRow], ask: Callable[[Rows[UUID, StayRow]], object]
) -> None:
    with pytest.raises(RowNotLoaded, match="stays"):
        ask(stays)


def test_a_row_that_is_not_there_is_told_from_one_that_was_not_asked_for(stays: Rows[UUID, StayRow]) -> None:
    stays.ask(STAYS.by(id=lambda _: OTHER_CALL), [ENDED])
    assert stays.get(OTHER_CALL) is None
    with pytest.raises(NoSuchRow, match="stays"):
        stays[OTHER_CALL]


def test_a_row_that_was_removed_is_known_to_be_gone(stays: Rows[UUID, StayRow]) -> None:
    stays.remove(STAY)
    assert stays.get(STAY) is None
    assert stays.of(call_id=CALL) == []
    stays.change_if_there(STAY, left_at=AT)
    assert stays.removed() == [{"id": STAY}]


def test_rows_are_found_by_what_is_in_their_columns_now(stays: Rows[UUID, StayRow]) -> None:
    stays.ask(STAYS.by(call_id=lambda _: OTHER_CALL), [ENDED])
    stays.change(STAY, call_id=OTHER_CALL)
    assert (stays.of(call_id=CALL), stays.of(call_id=OTHER_CALL)) == ([], [StayRow(STAY, OTHER_CALL)])


def test_a_column_that_the_rows_do_not_have_is_noticed_at_once() -> None:
    with pytest.raises(TypeError, match="room_id"):
        STAYS.by("room_id")
