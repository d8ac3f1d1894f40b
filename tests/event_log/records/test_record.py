"""What a call's record says, and when it says more."""

from uuid import UUID, uuid4

import pytest

from domain.calls.ring import RingOutcome, SuppressionReason
from domain.calls.states import CallState, EndReason, LeaveReason
from domain.directory.use_cases import UserProfile
from domain.kernel.errors import RingAnsweredElsewhere, UnknownCall
from domain.kernel.ids import floor_id
from domain.media_sessions.media_session import MediaCloseReason, TrackKind
from domain.recordings.recording import RecordingState, StopReason
from domain.threads.use_cases import ThreadUseCases
from event_log.call_streams import facts_of_call
from event_log.records.fold import call_record
from event_log.records.quality import Spread
from event_log.records.reading import read_record
from tests.event_log.records.equal import require_right
from tests.event_log.records.played import SHA256, Media, conference, publish, record_of, sample
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE, after, at
from tests.projections.scene import Scene


def test_a_conference_is_on_record_with_everything_that_happened_in_it(scene: Scene) -> None:
    call_id, _, recording_id = conference(scene)
    record = record_of(scene, call_id)
    assert (record.id, record.room_id, record.title, record.initiator_id) == (call_id, CHANNEL, "General", ADA)
    assert (record.state, record.ended_at, record.ended_by) == (CallState.ENDED, after(40), ALAN)
    assert (record.first_joined_at, record.last_left_at, record.held_since) == (after(0), after(40), after(0))
    assert [(h.user_id, h.since, h.until, h.handed_over_by) for h in record.hosts] == [
        (ADA, after(0), after(30), None),
        (ALAN, after(30), after(40), ADA),
    ]
    ada, grace, alan = record.sessions
    assert (ada.user_id, ada.device_id, ada.joined_at, ada.media_up_at) == (ADA, "phone", after(0), after(1))
    assert (ada.left_at, ada.leave_reason) == (after(40), None)
    assert [connection.sent for connection in ada.connections] == [(TrackKind.MICROPHONE, TrackKind.SCREEN)]
    assert (grace.left_at, grace.leave_reason, grace.removed_by) == (after(30), LeaveReason.REMOVED, ALAN)
    assert [connection.failure for connection in grace.connections] == ["No UDP packet arrived."]
    assert (alan.device_id, alan.connections, alan.quality) == ("=phone", (), None)
    (mute,) = record.mutes
    assert (mute.at, mute.user_id, mute.muted_by) == (after(20), ALAN, ADA)
    (share,) = record.shares
    assert (share.user_id, share.started_at, share.stopped_at, share.stopped_by) == (ADA, after(20), after(40), None)
    (recording,) = record.recordings
    assert (recording.id, recording.state, recording.requested_by) == (recording_id, RecordingState.STOPPING, ADA)
    assert (recording.stopped_at, recording.stop_reason, recording.sha256) == (after(40), StopReason.CALL_ENDED, None)


def test_each_late_fact_makes_a_further_version_until_nothing_more_is_awaited(scene: Scene) -> None:
    call_id, media, recording_id = conference(scene)
    ended = record_of(scene, call_id)
    assert not ended.complete
    scene.turn(1)
    media.down()
    closed = record_of(scene, call_id)
    assert (closed.version, closed.complete) == (ended.version + 1, False)
    assert closed.as_of == scene.log.end_of_log() > ended.as_of
    assert closed.recorded_at >= ended.recorded_at
    (connection,) = closed.sessions[0].connections
    assert (connection.ended_at, connection.close_reason) == (after(41), MediaCloseReason.BYE)
    publish(scene, recording_id)
    published = record_of(scene, call_id)
    assert (published.version, published.complete) == (closed.version + 1, True)
    (recording,) = published.recordings
    assert (recording.state, recording.sha256, recording.size_bytes) == (RecordingState.PUBLISHED, SHA256, 2**33)
    scene.recordings.file_deleted(recording_id=recording_id, retention_days=1, at=after(99), cause=CAUSE)
    deleted = record_of(scene, call_id)
    assert (deleted.version, deleted.complete) == (published.version + 1, True)
    assert deleted.recordings[0].file_deleted_at is not None


def test_a_record_lists_the_facts_that_it_rests_on_and_whoever_folds_them_has_it_again(scene: Scene) -> None:
    call_id, _, _ = conference(scene)
    scene.start(DIRECT, GRACE)
    record = record_of(scene, call_id)
    whole_log = scene.reader.read(0, 10_000)
    assert call_record(one for one in whole_log if one.position in record.facts) == record
    assert record.version == len(record.facts)
    assert record.as_of == record.facts[-1]


def test_what_is_written_in_the_thread_makes_no_version(scene: Scene) -> None:
    call_id, _ = scene.start(CHANNEL)
    before = record_of(scene, call_id)
    ThreadUseCases(scene.log, scene.clock).post(call_id=call_id, by=ADA, text="hello", cause=CAUSE)
    assert record_of(scene, call_id) == before


def test_an_earlier_version_is_the_fold_of_its_facts(scene: Scene) -> None:
    """Also of those in between: two ways to make a record agree on all of them."""
    call_id, media, recording_id = conference(scene)
    media.down()
    publish(scene, recording_id)
    require_right(facts_of_call(scene.reader, call_id, thread=False))


@pytest.mark.parametrize("no_call", [uuid4(), CHANNEL, ADA])
def test_what_is_no_call_has_no_record(scene: Scene, no_call: UUID) -> None:
    call_id, _ = scene.start(CHANNEL)
    scene.join(call_id, GRACE)
    for id_ in (no_call, floor_id(call_id)):
        with pytest.raises(UnknownCall):
            read_record(scene.reader, id_)


def test_a_direct_call_that_is_answered_on_one_of_two_devices(scene: Scene) -> None:
    call_id, _ = scene.start(DIRECT)
    (ringing,) = record_of(scene, call_id).rings
    assert (ringing.caller_id, ringing.callee_id, ringing.outcome, ringing.ended_at) == (ADA, GRACE, None, None)
    assert record_of(scene, call_id).state is CallState.CALLING
    scene.turn(3)
    scene.accept(ringing.id, GRACE, "tablet")
    record = record_of(scene, call_id)
    (ring,) = record.rings
    assert (ring.outcome, ring.ended_at, ring.device_id) == (RingOutcome.ACCEPTED, after(3), "tablet")
    assert ring.session_id == record.sessions[1].id
    assert (record.state, record.answered_at, record.answered_by) == (CallState.ONGOING, after(3), GRACE)
    assert record.held_since == after(3)
    assert record.last_left_at is None
    with pytest.raises(RingAnsweredElsewhere):
        scene.accept(ringing.id, GRACE, "phone")
    assert record_of(scene, call_id) == record


def test_a_direct_call_that_is_declined(scene: Scene) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.turn(4)
    (ringing,) = record_of(scene, call_id).rings
    scene.rings.decline(ring_id=ringing.id, by=GRACE, cause=CAUSE)
    record = record_of(scene, call_id)
    assert (record.rings[0].outcome, record.rings[0].device_id) == (RingOutcome.DECLINED, None)
    assert (record.end_reason, record.ended_by, record.held_since) == (EndReason.DECLINED, GRACE, None)
    assert record.complete


def test_a_direct_call_that_is_missed(scene: Scene) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.turn(60)
    (ringing,) = record_of(scene, call_id).rings
    scene.timer(lambda consequences: consequences.expire_ring(ringing.id, at(60)))
    record = record_of(scene, call_id)
    assert (record.rings[0].outcome, record.end_reason) == (RingOutcome.EXPIRED, EndReason.NOT_ANSWERED)
    assert record.answered_at is None


def test_a_direct_call_whose_callee_has_no_media_that_comes_up(scene: Scene) -> None:
    call_id, _ = scene.start(DIRECT)
    (ringing,) = record_of(scene, call_id).rings
    scene.accept(ringing.id, GRACE)
    callee = record_of(scene, call_id).sessions[1]
    media = Media(scene, call_id, callee.id, GRACE)
    scene.turn(10)
    media.fails()
    record = record_of(scene, call_id)
    (connection,) = record.sessions[1].connections
    assert (connection.connected_at, connection.ended_at) == (None, after(10))
    assert (record.sessions[1].leave_reason, record.sessions[1].media_up_at) == (LeaveReason.CONNECTION_LOST, None)
    assert record.rings[0].outcome is RingOutcome.ACCEPTED


def test_a_suppressed_ring_says_so_beside_the_outcome_that_others_see(scene: Scene) -> None:
    scene.preferences.change(by=GRACE, do_not_disturb=True, cause=CAUSE)
    call_id, _ = scene.start(DIRECT)
    (ring,) = record_of(scene, call_id).rings
    assert (ring.outcome, ring.suppression_reason) == (None, SuppressionReason.DO_NOT_DISTURB)


def test_a_call_of_fifty_people(scene: Scene) -> None:
    people = [f"person-{number}" for number in range(50)]
    ids = scene.directory.upsert_users(users=[UserProfile(name, name.title()) for name in people], cause=CAUSE).answer
    scene.directory.add_members(room="general", users=people, cause=CAUSE)
    call_id, _ = scene.start(CHANNEL, ids[0])
    for number, person in enumerate(ids[1:], start=1):
        scene.turn(1)
        session_id = scene.join(call_id, person)
        media = Media(scene, call_id, session_id, person, number)
        media.up()
        media.measures(sample(number, number, number))
    record = record_of(scene, call_id)
    assert [session.user_id for session in record.sessions] == list(ids)
    assert record.quality is not None
    assert record.quality.samples == 49
    assert record.quality.round_trip_ms == Spread(25.0, 25.0, 47.0, 49.0)
    require_right(facts_of_call(scene.reader, call_id, thread=False))


def test_quality_counts_by_the_time_for_which_it_was_so(scene: Scene) -> None:
    """For 90 of 100 seconds it was good, though one of two samples is bad."""
    call_id, session_id = scene.start(CHANNEL)
    media = Media(scene, call_id, session_id, ADA)
    media.up()
    scene.turn(10)
    media.measures(sample(0, 5, None))
    scene.turn(90)
    media.measures(sample(20, 100, None))
    (session,) = record_of(scene, call_id).sessions
    assert session.quality is not None
    assert session.quality.up_jitter_ms == Spread(14.5, 5.0, 100.0, 100.0)
    assert session.quality.up_loss == Spread(0.02, 0.0, 0.2, 0.2)
    assert session.quality.round_trip_ms is None


def test_of_a_session_that_reconnected_there_are_two_connections(scene: Scene) -> None:
    call_id, session_id = scene.start(CHANNEL)
    first = Media(scene, call_id, session_id, ADA, 1)
    first.up()
    scene.turn(5)
    first.down(MediaCloseReason.DROPPED)
    scene.turn(2)
    second = Media(scene, call_id, session_id, ADA, 2)
    second.up()
    (session,) = record_of(scene, call_id).sessions
    assert [(c.connected_at, c.ended_at, c.close_reason) for c in session.connections] == [
        (after(0), after(5), MediaCloseReason.DROPPED),
        (after(7), None, None),
    ]
    assert session.media_up_at == after(0)
    assert session.left_at is None


def test_the_screen_of_whoever_leaves_is_shared_until_then(scene: Scene) -> None:
    call_id, session_id = scene.start(CHANNEL)
    scene.join(call_id, GRACE)
    scene.floors.start_sharing(call_id=call_id, session_id=session_id, by=ADA, cause=CAUSE)
    scene.turn(5)
    scene.leave(call_id, session_id, ADA)
    scene.turn(5)
    (share,) = record_of(scene, call_id).shares
    assert (share.stopped_at, share.stopped_by) == (after(5), None)
