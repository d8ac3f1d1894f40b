"""Facts are found by all that is known of them, newest first, and nothing is found that isn't in the log any more."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from threading import Event
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.utils import get_topic

from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.directory.user import User
from domain.kernel.fact import Fact
from domain.kernel.ids import thread_id
from domain.threads.thread import Thread
from event_log.reader import Recorded, UnreadableFact
from event_log.reads import Reads
from event_log.sandbox import make_sandbox
from event_log.search import searching
from event_log.search.criteria import Criteria, key
from event_log.search.index import SearchIndex, remove_texts
from event_log.search.searching import LogSearch
from event_log.search.texts import text_of
from event_log.vault.keys import Keys
from ringlog.cli.audit import search as following
from tests.event_log.vault.lost_keys import LOSE, lost_keys
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE
from tests.projections.scene import Scene


@pytest.fixture
def scene(database_url: str) -> Iterator[Scene]:
    with Scene(database_url) as made:
        made.furnish()
        yield made


@pytest.fixture
def index(scene: Scene) -> Iterator[SearchIndex]:
    with SearchIndex(scene.database_url, batch=7) as made:
        yield made


@pytest.fixture
def search(scene: Scene) -> Iterator[LogSearch]:
    made = LogSearch(scene.database_url)
    yield made
    made.close()


@pytest.fixture
def calls(scene: Scene, index: SearchIndex) -> tuple[UUID, UUID]:
    """A call in the channel with a message, and a direct one that rang, both over; all is indexed."""
    conference, _ = scene.start(CHANNEL)
    scene.join(conference, GRACE)
    scene.threads.post(call_id=conference, by=GRACE, text="The Weekly plan, isn't it?", cause=CAUSE)
    scene.calls.end(call_id=conference, by=ADA, cause=CAUSE)
    direct, _ = scene.start(DIRECT)
    scene.calls.end(call_id=direct, by=ADA, cause=CAUSE)
    scene.react()
    index.run_once(Event())
    return conference, direct


def kinds(facts: list[Fact]) -> list[str]:
    return [type(fact).__qualname__ for fact in facts]


def found(search: LogSearch, criteria: Criteria, limit: int = 1_000) -> list[Fact]:
    return [each.fact for each in search.find(criteria, limit).facts if isinstance(each, Recorded)]


def texts(facts: list[Fact]) -> list[str]:
    return [str(fact.text) for fact in facts if isinstance(fact, Thread.MessagePosted)]


def state_at(scene: Scene, position: int) -> str:
    with psycopg.connect(scene.database_url) as connection:
        ((state,),) = connection.execute("SELECT state::text FROM log.events WHERE position = %s", (position,))
    return str(state)


def change(scene: Scene, position: int, state: str) -> None:
    with psycopg.connect(scene.database_url) as connection:
        connection.execute("UPDATE log.events SET state = %s WHERE position = %s", (state, position))


def all_facts(scene: Scene) -> list[Fact]:
    """Newest first."""
    return [recorded.fact for recorded in scene.reader.read(0, 10_000)][::-1]


def test_without_criteria_everything_is_found_newest_first(
    scene: Scene, search: LogSearch, calls: tuple[UUID, UUID]
) -> None:
    assert found(search, Criteria()) == all_facts(scene)


def test_whatever_names_a_thing_concerns_it(scene: Scene, search: LogSearch, calls: tuple[UUID, UUID]) -> None:
    conference, _ = calls
    facts = found(search, Criteria(ids=(conference,)))
    assert facts == [fact for fact in all_facts(scene) if conference in fact.ids()]
    assert {"Call.Started", "Room.CallOpened", "Thread.MessagePosted", "Thread.Opened"} <= set(kinds(facts))


def test_what_concerns_a_call_concerns_its_room(scene: Scene, search: LogSearch, calls: tuple[UUID, UUID]) -> None:
    conference, direct = calls
    facts = found(search, Criteria(ids=(CHANNEL,)))
    assert [fact for fact in facts if conference in fact.ids()] == found(search, Criteria(ids=(conference,)))
    assert not [fact for fact in facts if direct in fact.ids()]


def test_a_person_is_found_by_what_names_them_and_by_what_they_caused(
    scene: Scene, search: LogSearch, calls: tuple[UUID, UUID]
) -> None:
    facts = found(search, Criteria(people=(GRACE,)))
    assert facts == [f for f in all_facts(scene) if GRACE in f.ids() or f.cause.actor == f"user:{GRACE}"]
    both = found(search, Criteria(people=(GRACE, ADA)))
    assert both == [fact for fact in facts if ADA in fact.ids() or fact.cause.actor == f"user:{ADA}"]
    assert len(both) > 0


def test_any_of_several_kinds_is_found(scene: Scene, search: LogSearch, calls: tuple[UUID, UUID]) -> None:
    wanted = (Call.Ended, Ring.Started)
    facts = found(search, Criteria(kinds=tuple(map(get_topic, wanted))))
    assert facts == [fact for fact in all_facts(scene) if isinstance(fact, wanted)]
    assert len({type(fact) for fact in facts}) == 2


def test_all_criteria_have_to_be_met(search: LogSearch, calls: tuple[UUID, UUID]) -> None:
    conference, direct = calls
    ended = get_topic(Call.Ended)
    (fact,) = found(search, Criteria(ids=(conference, CHANNEL), kinds=(ended,), actor=f"user:{ADA}", people=(ADA,)))
    assert fact.originator_id == conference
    assert not found(search, Criteria(ids=(direct, CHANNEL)))
    assert not found(search, Criteria(ids=(conference,), kinds=(ended,), actor="timer"))


def test_all_that_follows_from_a_request_is_found(scene: Scene, search: LogSearch, calls: tuple[UUID, UUID]) -> None:
    facts = found(search, Criteria(request_id=CAUSE.correlation_id))
    assert facts == [fact for fact in all_facts(scene) if fact.cause.correlation_id == CAUSE.correlation_id]


@pytest.mark.parametrize("text", ["weekly", "WEEK pl", "plan the", "isn't", " it? "])
def test_a_message_is_found_by_the_beginnings_of_its_words(
    search: LogSearch, calls: tuple[UUID, UUID], text: str
) -> None:
    assert kinds(found(search, Criteria(text=text))) == ["Thread.MessagePosted"]
    assert kinds(found(search, Criteria(text=text, ids=(thread_id(calls[0]),)))) == ["Thread.MessagePosted"]


@pytest.mark.parametrize("text", ["eekly", "weekly lunch", "a:*b & !c"])
def test_what_no_text_says_is_not_found(search: LogSearch, calls: tuple[UUID, UUID], text: str) -> None:
    assert not [fact for fact in found(search, Criteria(text=text)) if isinstance(fact, Thread.MessagePosted)]


@pytest.mark.parametrize("text", ["' | '", "\\", "\x00", "(", "''", " ", "&", "!"])
def test_what_has_no_word_in_it_is_not_found(search: LogSearch, calls: tuple[UUID, UUID], text: str) -> None:
    assert not found(search, Criteria(text=text))


@pytest.mark.parametrize(("few", "enough"), [(500, 5_000), (0, 5_000), (0, 1)])
def test_the_same_is_found_by_whatever_is_looked_for_first(
    search: LogSearch, calls: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch, few: int, enough: int
) -> None:
    """The keys of a fact, words that few texts have, or words that many have."""
    monkeypatch.setattr(searching, "FEW", few)
    monkeypatch.setattr(searching, "ENOUGH", enough)
    people: tuple[tuple[UUID, ...], ...] = ((), (GRACE,), (uuid4(),))
    kinds_: tuple[tuple[type[Fact], ...], ...] = (
        (),
        (Thread.MessagePosted, User.Registered, Call.Ended),
        (Call.Ended,),
    )
    for text, who, what in product(("weekly", "g", "nobody says this"), people, kinds_):
        facts = found(search, Criteria(text=text, people=who, kinds=tuple(map(get_topic, what))))
        assert facts == [
            fact
            for fact in found(search, Criteria(people=who))
            if re.search(rf"\b{text}", text_of(fact) or "", re.IGNORECASE) and (not what or isinstance(fact, what))
        ]
        assert bool(facts) == (text != "nobody says this" and who in people[:2] and what in kinds_[:2])


def test_pages_follow_on_each_other(scene: Scene, search: LogSearch, calls: tuple[UUID, UUID]) -> None:
    criteria, pages, before = Criteria(people=(ADA,)), [], None
    while page := search.find(criteria, 5, before).facts:
        pages += page
        before = page[-1].position
    assert [recorded.fact for recorded in pages if isinstance(recorded, Recorded)] == found(search, criteria)
    assert pages == search.find(criteria, 1_000).facts
    later = search.find(criteria, 1_000, after=pages[9].position).facts
    assert later == pages[:9]


def test_times_are_when_facts_were_recorded(scene: Scene, search: LogSearch, calls: tuple[UUID, UUID]) -> None:
    everything = search.find(Criteria(), 1_000).facts
    moments = [recorded.recorded_at for recorded in everything]
    middle = moments[len(moments) // 2]
    since = search.find(Criteria(since=middle), 1_000).facts
    assert since == [recorded for recorded in everything if recorded.recorded_at >= middle]
    until = search.find(Criteria(until=middle), 1_000).facts
    assert until == [recorded for recorded in everything if recorded.recorded_at <= middle]
    assert not search.find(Criteria(since=moments[0] + timedelta(seconds=1)), 10).facts
    assert not search.find(Criteria(until=moments[-1] - timedelta(seconds=1)), 10).facts


def test_what_is_not_indexed_yet_is_said(
    scene: Scene, index: SearchIndex, search: LogSearch, calls: tuple[UUID, UUID]
) -> None:
    end = scene.reader.end()
    scene.start(CHANNEL)
    assert search.find(Criteria(people=(ADA,)), 10).indexed == end
    assert search.find(Criteria(), 1).facts[0].position == end
    index.run_once(Event())
    assert search.find(Criteria(people=(ADA,)), 10).indexed == scene.reader.end() > end


def test_whoever_follows_gets_each_fact_once_however_many_come_at_once(
    scene: Scene, index: SearchIndex, search: LogSearch, calls: tuple[UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PAGE", 3)
    end, positions, position = scene.reader.end(), [], 0
    for _ in range(3):
        facts, position = following._new(search, Criteria(), position)
        positions += [each.position for each in facts]
        scene.start(CHANNEL)  # which isn't indexed when it is looked for again
    assert positions == list(range(1, end + 1))
    index.run_once(Event())
    facts, _ = following._new(search, Criteria(), position)
    assert [each.position for each in facts] == list(range(end + 1, scene.reader.end() + 1))


def test_an_erased_persons_words_are_found_no_more(
    scene: Scene, index: SearchIndex, search: LogSearch, calls: tuple[UUID, UUID]
) -> None:
    reads = Reads(scene.database_url, "tests", connections=1)
    Keys(reads.rows).destroy([GRACE, DIRECT])
    reads.close()
    with psycopg.connect(scene.database_url, autocommit=True) as connection:
        remove_texts(connection)
        assert connection.execute("SELECT count(*) FROM search.texts").fetchone() == (0,)
    with SearchIndex(scene.database_url) as another:
        another.run_once(Event())
    assert not found(search, Criteria(text="weekly"))
    assert not found(search, Criteria(text="grace"))
    assert kinds(found(search, Criteria(text="alan"))) == ["User.Registered"]


def test_what_is_unreadable_holds_up_no_other_words_and_is_found_once_it_is_readable(
    scene: Scene, search: LogSearch, caplog: pytest.LogCaptureFixture
) -> None:
    """A key is missing, and one message was changed."""
    conference, _ = scene.start(CHANNEL)
    for text in ("A weekly plan", "A changed plan"):
        scene.threads.post(call_id=conference, by=GRACE, text=text, cause=CAUSE)
    elapsed, changed = iter(range(0, 1_000, 10)), scene.reader.end()
    before = state_at(scene, changed)
    scene.threads.post(call_id=conference, by=ALAN, text="A daily plan", cause=CAUSE)
    with SearchIndex(scene.database_url, batch=7, elapsed=lambda: next(elapsed)) as index:
        with lost_keys(scene.database_url, GRACE):
            change(scene, changed, before.replace('"sealed":"', '"sealed":"AAAA', 1))
            index.run_once(Event())
            assert search.find(Criteria(text="plan"), 10).indexed == scene.reader.end()
            assert texts(found(search, Criteria(text="plan"))) == ["A daily plan"]
            assert "can't be found by their words until they can be read, the first at position" in caplog.text
        index.run_once(Event())
        assert texts(found(search, Criteria(text="plan"))) == ["A daily plan", "A weekly plan"]
        change(scene, changed, before)
        index.run_once(Event())
        assert texts(found(search, Criteria(text="plan"))) == ["A daily plan", "A changed plan", "A weekly plan"]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("""state = replace(state::text, '"sealed":"', '"sealed":"AAAA')::json""", "was changed, or moved there"),
        ("state = (state::jsonb - 'text')::json", "missing required field `text`"),
        ("""state = (state::jsonb || '{"class_version": 0}')::json""", "upcast_v0_v1"),
        ("""state = (state::jsonb || '{"author_id": null}')::json""", "Expected `uuid`, got `null`"),
        ("state = '[]'", "Expected `object`, got `array`"),
        ("topic = 'ringlog.Thread.NeverHeardOf'", "ringlog.Thread.NeverHeardOf"),
    ],
)
def test_a_fact_that_was_changed_is_shown_as_one_and_keeps_no_other_from_being_shown(
    scene: Scene, search: LogSearch, calls: tuple[UUID, UUID], what: str, reason: str
) -> None:
    before = search.find(Criteria(), 1_000).facts
    with psycopg.connect(scene.database_url, autocommit=True) as connection:
        ((position,),) = connection.execute(
            f"UPDATE log.events SET {what} WHERE topic = 'ringlog.Thread.MessagePosted' RETURNING position"
        )
    facts = search.find(Criteria(), 1_000).facts
    assert [each for each in facts if isinstance(each, Recorded)] == [
        each for each in before if each.position != position
    ]
    (changed,) = (each for each in facts if isinstance(each, UnreadableFact))
    assert changed.position == position
    assert reason in changed.reason


def test_that_a_sandbox_lacks_keys_is_no_error(
    scene: Scene, search: LogSearch, caplog: pytest.LogCaptureFixture
) -> None:
    with psycopg.connect(scene.database_url, autocommit=True) as connection:
        connection.execute(LOSE, ([GRACE],))
        make_sandbox(connection)
    caplog.set_level(logging.INFO)
    with SearchIndex(scene.database_url) as index:
        index.run_once(Event())
    assert kinds(found(search, Criteria(text="grace"))) == ["Room.Created"]
    (said,) = (record for record in caplog.records if "can't be found by their words" in record.message)
    assert said.levelname == "INFO"


def test_no_word_gets_into_the_statistics_which_are_logged(scene: Scene, index: SearchIndex, calls: object) -> None:
    with psycopg.connect(scene.database_url, autocommit=True) as connection:
        connection.execute("ANALYZE search.texts")
        columns = connection.execute("SELECT attname FROM pg_stats WHERE tablename = 'texts'").fetchall()
    assert columns == [("position",)]


def test_words_that_a_crash_took_are_there_again(
    scene: Scene, index: SearchIndex, search: LogSearch, calls: tuple[UUID, UUID]
) -> None:
    with psycopg.connect(scene.database_url, autocommit=True) as connection:
        connection.execute("TRUNCATE search.texts, search.texts_standing")  # as PostgreSQL does with unlogged tables
    assert search.find(Criteria(text="weekly"), 10) == ([], 0)
    assert search.find(Criteria(), 10).indexed == scene.reader.end()
    index.run_once(Event())
    assert search.find(Criteria(text="weekly"), 10).indexed == scene.reader.end()
    assert kinds(found(search, Criteria(text="weekly"))) == ["Thread.MessagePosted"]


def test_after_the_log_went_back_nothing_of_the_lost_part_is_found(
    scene: Scene, index: SearchIndex, search: LogSearch, calls: tuple[UUID, UUID]
) -> None:
    conference, direct = calls
    with psycopg.connect(scene.database_url, autocommit=True) as connection:
        started = connection.execute(
            "SELECT position FROM log.events WHERE originator_id = %s AND originator_version = 1", (direct,)
        ).fetchone()
        assert started is not None
        connection.execute("DELETE FROM log.events WHERE position >= %s", started)
    index.run_once(Event())
    assert not found(search, Criteria(ids=(direct,)))
    assert found(search, Criteria(ids=(conference,)))
    assert search.find(Criteria(), 1).indexed == started[0] - 1


def test_two_that_index_at_once_index_everything_once(
    scene: Scene, calls: tuple[UUID, UUID], search: LogSearch
) -> None:
    scene.start(CHANNEL)
    with SearchIndex(scene.database_url, batch=1) as one, SearchIndex(scene.database_url, batch=1) as other:
        one.run_once(Event())
        other.run_once(Event())
    assert found(search, Criteria()) == all_facts(scene)


def test_the_database_calls_keys_the_same(scene: Scene) -> None:
    with psycopg.connect(scene.database_url) as connection:
        for kind, named in (("topic", "ringlog.Call.Ended"), ("actor", f"user:{uuid4()}"), ("actor", "service:é")):
            assert connection.execute("SELECT search.key(%s, %s)", (kind, named)).fetchone() == (key(kind, named),)
