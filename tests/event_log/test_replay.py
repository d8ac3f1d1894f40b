from collections.abc import Iterator
from uuid import uuid4

import pytest

from domain.calls.answering import RingUseCases
from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.ring import Ring, RingOutcome
from domain.calls.states import CallState
from domain.calls.use_cases import CallUseCases
from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.errors import UnknownCall
from domain.kernel.ids import thread_id
from event_log import LogReader
from event_log.application import Ringlog
from event_log.call_streams import facts_of_call
from event_log.display_names import Names
from event_log.relevance import Relevance
from event_log.replay import replay
from tests.people import ADA, CAUSE, CHANNEL, DIRECT, GRACE
from tests.turned_clock import TurnedClock


@pytest.fixture
def reader(database_url: str, log: Ringlog) -> Iterator[LogReader]:
    made = LogReader(database_url)
    yield made
    made.close()


def test_a_replayed_call_ends_in_the_state_that_the_log_holds(
    log: Ringlog, reader: LogReader, calls: CallUseCases, rings: RingUseCases, clock: TurnedClock
) -> None:
    call_id, session_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer
    ring_id = log.find(Call, call_id).rings[GRACE]
    rings.accept(ring_id=ring_id, by=GRACE, device=Device("laptop"), cause=CAUSE)
    clock.turn(60)
    calls.leave(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    *_, last = replay(facts_of_call(reader, call_id))
    assert last.state[call_id] == log.find(Call, call_id)
    assert last.state[ring_id] == log.find(Ring, ring_id)


def test_each_step_says_what_it_changed_and_leaves_earlier_steps_as_they_were(
    log: Ringlog, reader: LogReader, calls: CallUseCases, rings: RingUseCases
) -> None:
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    ring_id = log.find(Call, call_id).rings[GRACE]
    rings.decline(ring_id=ring_id, by=GRACE, cause=CAUSE)
    steps = list(replay(facts_of_call(reader, call_id)))
    declined = steps[-1]
    assert [(c.field, c.before, c.after) for c in declined.changes] == [("outcome", None, RingOutcome.DECLINED)]
    earlier = steps[-2].state[ring_id]
    assert isinstance(earlier, Ring)
    assert earlier.outcome is None
    first = steps[0].aggregate
    assert isinstance(first, Call)
    assert (first.state, dict(first.sessions)) == (CallState.CALLING, {})


def test_a_call_that_never_was_is_not_replayed(reader: LogReader) -> None:
    with pytest.raises(UnknownCall):
        facts_of_call(reader, uuid4())
    with pytest.raises(UnknownCall):
        facts_of_call(reader, CHANNEL)


def test_relevant_to_a_call_are_its_own_facts_its_rings_and_its_rooms_mention(
    log: Ringlog, reader: LogReader, calls: CallUseCases
) -> None:
    call_id = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE)
    relevance = Relevance(calls=[call_id])
    found = [r.fact for r in reader.read(0) if relevance.concerns(r.fact)]
    ring_id = log.find(Call, call_id).rings[GRACE]
    assert {fact.originator_id for fact in found} == {call_id, ring_id, thread_id(call_id), DIRECT}
    assert [type(fact) for fact in found if isinstance(fact, Room.Event)] == [Room.CallOpened]


def test_relevant_to_a_room_are_its_calls_and_to_a_user_what_names_the_user(
    reader: LogReader, calls: CallUseCases
) -> None:
    direct = calls.start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    channel = calls.start(room_id=CHANNEL, by=GRACE, device=Device("phone"), cause=CAUSE).answer[0]
    of_room = Relevance(rooms=[CHANNEL])
    in_room = {r.fact.originator_id for r in reader.read(0) if of_room.concerns(r.fact)}
    assert channel in in_room
    assert direct not in in_room
    of_grace = Relevance(users=[GRACE], rooms=[CHANNEL])
    both = [r.fact for r in reader.read(0) if of_grace.concerns(r.fact)]
    assert Call.ParticipantJoined in map(type, both)
    assert all(GRACE in fact.ids() for fact in both)
    assert User.Registered not in map(type, both)


def test_names_are_the_newest_and_unknown_ids_stay_ids(reader: LogReader, log: Ringlog) -> None:
    names = Names()
    for recorded in reader.read(0):
        names.learn(recorded.fact)
    stranger = uuid4()
    assert names.of(ADA) == f"Ada ({str(ADA)[:8]})"
    assert names.of(stranger) == str(stranger)
    assert names.of_actor(f"user:{ADA}") == f"user {names.of(ADA)}"
    assert names.of_actor("timer") == "timer"
