from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from domain.calls.joining import Device
from projections.contextual_bar import ConferenceRow, ContextualBarQueries
from projections.engine.pool import Pool
from projections.search_terms import LONGEST, terms_for, terms_of
from tests.people import ADA, ALAN, AT, CAUSE, CHANNEL, EDSGER, GRACE, GROUP, after
from tests.projections.scene import Scene


def hold(scene: Scene, title: str, *others: UUID, by: UUID = ADA, room: UUID = CHANNEL) -> None:
    """A call of a minute."""
    device = Device("phone")
    call_id, _ = scene.calls.start(room_id=room, by=by, device=device, title=title, cause=CAUSE).answer
    for user in others:
        scene.join(call_id, user)
    scene.turn(60)
    scene.end(call_id, by)


async def found(pool: Pool, **wanted: Any) -> list[str]:
    return [row.title for row in await ContextualBarQueries(pool).search(CHANNEL, 25, **wanted)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("week", "Weekly planning"),
        ("WEEKLY PLAN", "Weekly planning"),
        ("  weekly   planning ", "Weekly planning"),
        ("plan", "Weekly planning"),
        ("weekly planning of the team 4711", "Weekly planning of the Team 4711"),
        ("planning of the team 47", "Weekly planning of the Team 4711"),
        ("4711", "Weekly planning of the Team 4711"),
        ("strasse", "Große Straße"),
        ("cafe", "Café"),
        ("café", "Cafe"),
        ("会議", "週次定例会議"),
        ("#42", "Bug #42"),
        ("42", "Bug #42"),
        ("🎉", "Party 🎉🎉"),
        ("o'b", "Talk with O'Brien"),
        ("100%", "100% done"),
        ("%", "100% done"),
        ("10_", "10_000"),
    ],
)
async def test_a_title_is_found_by_what_stands_at_the_beginning_of_a_word(
    scene: Scene, pool: Pool, text: str, title: str
) -> None:
    hold(scene, title)
    hold(scene, "Something else")
    scene.show()
    assert await found(pool, title=text) == [title]


@pytest.mark.parametrize("text", ["ly", "weekly q", "planning weekly", "of the team 4712", "%", "_", "weekly-planning"])
async def test_what_stands_nowhere_at_the_beginning_of_a_word_finds_nothing(
    scene: Scene, pool: Pool, text: str
) -> None:
    hold(scene, "Weekly planning of the Team 4711")
    scene.show()
    assert await found(pool, title=text) == []


async def test_a_blank_text_finds_every_call_of_the_room_newest_first(scene: Scene, pool: Pool) -> None:
    for title in ("One", "Two"):
        hold(scene, title)
    hold(scene, "Elsewhere", room=GROUP)
    scene.start(CHANNEL)
    scene.show()
    assert await found(pool, title="  ") == await found(pool) == ["General", "Two", "One"]


async def test_a_call_is_found_by_who_ever_was_in_it(scene: Scene, pool: Pool) -> None:
    hold(scene, "With Grace", GRACE, GRACE)
    hold(scene, "Alone")
    hold(scene, "With both", GRACE, ALAN)
    scene.show()
    assert await found(pool, attendee_id=GRACE) == ["With both", "With Grace"]
    assert await found(pool, attendee_id=EDSGER) == []


async def test_a_call_is_found_by_when_it_started(scene: Scene, pool: Pool) -> None:
    for number in range(4):
        hold(scene, str(number))
    scene.show()
    assert await found(pool, since=after(60)) == ["3", "2", "1"]
    assert await found(pool, until=after(120)) == ["1", "0"]
    assert await found(pool, since=after(60), until=after(120)) == ["1"]


async def test_all_that_is_asked_for_has_to_be_true(scene: Scene, pool: Pool) -> None:
    hold(scene, "Planning", GRACE)
    hold(scene, "Planning", ALAN)
    hold(scene, "Retrospective", GRACE)
    hold(scene, "Planning again", GRACE)
    scene.show()
    assert await found(pool, title="plan", attendee_id=GRACE) == ["Planning again", "Planning"]
    assert await found(pool, title="plan", attendee_id=GRACE, until=after(60)) == ["Planning"]
    assert await found(pool, title="plan", attendee_id=EDSGER) == []


@pytest.mark.parametrize(
    "wanted", [{}, {"title": "plan"}, {"attendee_id": GRACE}, {"title": "p", "attendee_id": GRACE}]
)
async def test_pages_of_what_was_found_follow_each_other(scene: Scene, pool: Pool, wanted: dict[str, Any]) -> None:
    for number in range(7):
        hold(scene, f"Planning {number}", GRACE)
        scene.turn(-60 if number % 2 else 0)
    scene.show()
    bar = ContextualBarQueries(pool)
    whole = await bar.search(CHANNEL, 25, **wanted)
    paged: list[ConferenceRow] = []
    place: tuple[datetime, UUID] | None = None
    while page := await bar.search(CHANNEL, 2, after=place, **wanted):
        paged += page
        place = page[-1].started_at, page[-1].call_id
    assert paged == whole
    assert len(whole) == 7


async def test_what_is_found_tells_as_much_as_the_bar(scene: Scene, pool: Pool) -> None:
    hold(scene, "Planning", GRACE)
    scene.show()
    bar = ContextualBarQueries(pool)
    assert await bar.search(CHANNEL, 25, title="planning", since=AT) == await bar.page(CHANNEL, limit=25)


def test_no_title_has_more_terms_than_its_words_allow() -> None:
    words = "word " * 51
    assert max(map(len, terms_of(words))) <= LONGEST
    assert len(terms_of("x" * 256)) == LONGEST
    assert terms_for("word " * 10) <= terms_of(words)
