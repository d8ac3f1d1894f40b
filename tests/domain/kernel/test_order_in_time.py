"""Facts of a stream are in the order of time, whatever clocks do."""

from datetime import timedelta
from uuid import UUID

from domain.calls.call import Call
from domain.calls.joining import Device
from domain.calls.states import CallState, EndReason
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.kernel.fact import Fact
from domain.kernel.occasion import Occasion
from domain.media_sessions.media_session import MediaSession
from domain.media_sessions.use_cases import MediaSessionUseCases
from event_log.application import Ringlog
from tests.domain.media_sessions.asking import ask_for_media
from tests.people import ADA, CAUSE, CHANNEL, GRACE, after, at
from tests.turned_clock import TurnedClock

PHONE = Device("phone")
AN_HOUR = 3600
ALMOST_A_DAY = 23 * AN_HOUR


def times(log: Ringlog, stream: UUID) -> list[Fact]:
    return [fact for fact in log.events.get(stream) if isinstance(fact, Fact)]


def test_a_clock_that_was_set_back_doesnt_take_a_call_back(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer
    clock.turn(-AN_HOUR)
    calls.join(call_id=call_id, by=GRACE, device=PHONE, cause=CAUSE)
    calls.leave(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    calls.end(call_id=call_id, by=GRACE, cause=CAUSE)
    assert {fact.timestamp for fact in times(log, call_id)} == {after(0)}


def test_a_grace_lasts_as_long_on_a_clock_that_was_set_back(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer
    clock.turn(-AN_HOUR)
    calls.leave(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    assert log.find(Call, call_id).ending_at == after(10 - AN_HOUR)


def test_a_clock_that_once_was_far_ahead_keeps_no_call_open(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, adas = calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer
    clock.turn(ALMOST_A_DAY)
    graces = calls.join(call_id=call_id, by=GRACE, device=PHONE, cause=CAUSE).answer[1]
    clock.turn(60 - ALMOST_A_DAY)
    calls.leave(call_id=call_id, session_id=adas, by=ADA, cause=CAUSE)
    calls.leave(call_id=call_id, session_id=graces, by=GRACE, cause=CAUSE)
    end_by_itself(log, call_id, at=70, clock=clock)


def test_nor_does_it_when_the_last_one_is_lost(log: Ringlog, calls: CallUseCases, clock: TurnedClock) -> None:
    call_id, adas = calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer
    clock.turn(ALMOST_A_DAY)
    graces = calls.join(call_id=call_id, by=GRACE, device=PHONE, cause=CAUSE).answer[1]
    clock.turn(60 - ALMOST_A_DAY)
    calls.leave(call_id=call_id, session_id=adas, by=ADA, cause=CAUSE)
    consequences = Consequences(log, clock)
    consequences.record(lambda: consequences.drop_connection(call_id, graces, Occasion(clock(), CAUSE)))
    clock.turn(30)
    consequences.record(lambda: consequences.catch_up_call(call_id, Occasion(clock(), CAUSE)))
    end_by_itself(log, call_id, at=100, clock=clock)


def end_by_itself(log: Ringlog, call_id: UUID, at: int, clock: TurnedClock) -> None:
    """The call does, at that second by the clock, and its facts stay in the order of time."""
    consequences = Consequences(log, clock)
    for second, state in ((at - 1, CallState.ONGOING), (at, CallState.ENDED)):
        clock.now = after(second)
        consequences.record(lambda: consequences.catch_up_call(call_id, Occasion(clock(), CAUSE)))
        assert log.find(Call, call_id).state is state
    ordered = [fact.timestamp for fact in times(log, call_id) if not fact.looks_back]
    assert ordered == sorted(ordered)


def test_only_a_last_sign_of_life_lies_before_what_is_on_record(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    """It is the moment at which somebody was gone; what follows from that follows when it was noticed."""
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer
    clock.turn(20)
    calls.join(call_id=call_id, by=GRACE, device=PHONE, cause=CAUSE)
    consequences = Consequences(log, clock)
    consequences.record(lambda: consequences.drop_connection(call_id, session_id, at(5)))
    clock.turn(60)
    consequences.record(lambda: consequences.catch_up_call(call_id, Occasion(clock(), CAUSE)))
    consequences.record(lambda: consequences.end_call(call_id, EndReason.ROOM_ARCHIVED, at(5)))
    dated = [(type(fact), fact.timestamp) for fact in times(log, call_id)][-5:]
    assert dated == [
        (Call.ConnectionDropped, after(5)),
        (Call.SessionLeft, after(5)),
        (Call.ParticipantLeft, after(5)),
        (Call.HostChanged, after(20)),
        (Call.Ended, after(20)),
    ]


def test_what_a_machine_with_a_clock_ahead_reports_happened_by_now(
    log: Ringlog, calls: CallUseCases, clock: TurnedClock
) -> None:
    call_id, session_id = calls.start(room_id=CHANNEL, by=ADA, device=PHONE, cause=CAUSE).answer
    media = MediaSessionUseCases(log, clock)
    connection_id = UUID(int=77)
    media_id = ask_for_media(media, call_id, session_id, connection_id)
    clock.turn(2)
    media.connected(
        session_id=session_id,
        connection_id=connection_id,
        at=after(AN_HOUR),
        after=timedelta(seconds=1),
        cause=CAUSE,
    )
    assert [(type(f), f.timestamp) for f in times(log, media_id)][-1] == (MediaSession.Connected, after(2))
