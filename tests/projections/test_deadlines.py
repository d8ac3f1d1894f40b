from datetime import timedelta
from uuid import UUID

import projections
from domain.calls.authority import Requester
from domain.recordings.use_cases import RecordingUseCases
from domain.workspace.settings import Settings
from projections.deadlines import DeadlineRow, due, next_due
from tests.people import ADA, AT, CAUSE, CHANNEL, DIRECT, GRACE, GROUP, after, at
from tests.projections.scene import Scene

LIMIT = AT + timedelta(seconds=Settings().max_call_duration)


def deadlines(scene: Scene) -> dict[str, DeadlineRow]:
    """All there are, of which there is one of each kind in these tests."""
    with projections.connect(scene.database_url) as connection:
        rows = due(connection, LIMIT + timedelta(days=9), 100)
        assert next_due(connection) == (rows[0].due_at if rows else None)
    found = {row.kind: row for row in rows}
    assert len(found) == len(rows)
    return found


def ring_of(scene: Scene, call_id: UUID) -> UUID:
    ((ring_id,),) = scene.query("SELECT id FROM rings WHERE call_id = %s", (call_id,))
    assert isinstance(ring_id, UUID)
    return ring_id


def test_a_ring_and_its_call_have_until_then(scene: Scene) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.show()
    ring_id = ring_of(scene, call_id)
    assert deadlines(scene) == {
        "ring_expiry": DeadlineRow("ring_expiry", call_id, ring_id, after(30)),
        "call_limit": DeadlineRow("call_limit", call_id, call_id, LIMIT),
    }


def test_a_dismissed_ring_still_runs_out(scene: Scene) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.show()
    scene.rings.dismiss(ring_id=ring_of(scene, call_id), by=GRACE, cause=CAUSE)
    scene.show()
    assert "ring_expiry" in deadlines(scene)


def test_a_direct_call_waits_for_a_suppressed_ring_as_for_any_other(scene: Scene) -> None:
    scene.preferences.change(by=GRACE, do_not_disturb=True, cause=CAUSE)
    call_id, _ = scene.start(DIRECT)
    scene.show()
    ring_id = ring_of(scene, call_id)
    assert deadlines(scene)["ring_expiry"] == DeadlineRow("ring_expiry", call_id, ring_id, after(30))
    scene.timer(lambda consequences: consequences.expire_ring(ring_id, at()))
    scene.show()
    assert deadlines(scene) == {}


def test_a_direct_call_that_a_suppressed_callee_joins_waits_no_longer(scene: Scene) -> None:
    scene.preferences.change(by=GRACE, do_not_disturb=True, cause=CAUSE)
    call_id, _ = scene.start(DIRECT)
    scene.show()
    scene.join(call_id, GRACE)
    scene.show()
    assert set(deadlines(scene)) == {"call_limit"}


def test_in_a_conference_suppressed_rings_run_out_as_others_do(scene: Scene) -> None:
    scene.directory.remove_members(room="ada-grace-alan", users=["alan"], cause=CAUSE)
    scene.preferences.change(by=GRACE, do_not_disturb=True, cause=CAUSE)
    scene.start(GROUP)
    scene.show()
    assert deadlines(scene)["ring_expiry"].due_at == after(30)


def test_an_accepted_ring_has_no_deadline(scene: Scene) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.show()
    scene.join(call_id, GRACE)
    scene.show()
    assert set(deadlines(scene)) == {"call_limit"}


def test_a_dropped_connection_keeps_its_place_until_it_is_back(scene: Scene) -> None:
    call_id, session_id = scene.start(CHANNEL)
    scene.timer(lambda consequences: consequences.drop_connection(call_id, session_id, at(2)))
    scene.show()
    assert deadlines(scene)["reconnect"] == DeadlineRow("reconnect", call_id, session_id, after(32))
    scene.timer(lambda consequences: consequences.restore_connection(call_id, session_id, at(5)))
    scene.show()
    assert "reconnect" not in deadlines(scene)


def test_a_deserted_call_waits_until_somebody_is_back(scene: Scene) -> None:
    call_id, session_id = scene.start(CHANNEL)
    scene.turn(20)
    scene.leave(call_id, session_id, ADA)
    scene.show()
    assert deadlines(scene)["call_grace"] == DeadlineRow("call_grace", call_id, call_id, after(30))
    scene.join(call_id, GRACE)
    scene.show()
    assert set(deadlines(scene)) == {"call_limit"}


def test_an_ended_call_leaves_nothing_to_do(scene: Scene) -> None:
    call_id, session_id = scene.start(DIRECT)
    scene.show()
    scene.timer(lambda consequences: consequences.drop_connection(call_id, session_id, at(2)))
    scene.show()
    scene.end(call_id)
    scene.show()
    assert deadlines(scene) == {}


def test_what_is_longest_overdue_comes_first(scene: Scene) -> None:
    call_id, session_id = scene.start(DIRECT)
    scene.timer(lambda consequences: consequences.drop_connection(call_id, session_id, at(5)))
    scene.show()
    with projections.connect(scene.database_url) as connection:
        assert [row.kind for row in due(connection, after(40), 10)] == [
            "ring_expiry",
            "reconnect",
        ]
        assert [row.kind for row in due(connection, after(40), 1)] == ["ring_expiry"]
        assert due(connection, after(29.999), 10) == []


def test_a_recording_has_until_then_to_start_and_then_a_reminder_and_a_limit(
    scene: Scene,
) -> None:
    recordings = RecordingUseCases(scene.log, scene.clock)
    call_id, _ = scene.start(CHANNEL)
    recording_id = recordings.start(call_id=call_id, by=Requester(ADA), cause=CAUSE).answer[1]
    scene.show()
    set_for = {kind: row.due_at for kind, row in deadlines(scene).items() if row.subject_id == recording_id}
    assert set_for == {"recording_start": after(60)}
    recordings.started(recording_id=recording_id, at=after(3), cause=CAUSE)
    scene.show()
    set_for = {kind: row.due_at for kind, row in deadlines(scene).items() if row.subject_id == recording_id}
    assert set_for == {
        "recording_reminder": after(3 + 50 * 60),
        "recording_limit": after(3 + 60 * 60),
    }
    scene.timer(lambda consequences: consequences.remind_of_recording(recording_id, at(3 + 50 * 60)))
    scene.show()
    assert set(deadlines(scene)) == {"call_limit", "recording_limit"}
    recordings.stop(call_id=call_id, by=Requester(ADA), cause=CAUSE)
    scene.show()
    assert set(deadlines(scene)) == {"call_limit", "recording_file"}


def test_a_recording_has_three_days_to_be_finished_also_after_its_call_has_ended(scene: Scene) -> None:
    recordings = RecordingUseCases(scene.log, scene.clock)
    call_id, _ = scene.start(CHANNEL)
    recording_id = recordings.start(call_id=call_id, by=Requester(ADA), cause=CAUSE).answer[1]
    recordings.started(recording_id=recording_id, at=after(3), cause=CAUSE)
    scene.turn(7)
    recordings.stop(call_id=call_id, by=Requester(ADA), cause=CAUSE)
    scene.show()
    scene.end(call_id)
    scene.show()
    finish_by = after(7 + 3 * 24 * 3600)
    assert deadlines(scene) == {"recording_file": DeadlineRow("recording_file", call_id, recording_id, finish_by)}
    recordings.published(recording_id=recording_id, size=1, duration_ms=1, sha256="ab", at=after(9), cause=CAUSE)
    scene.show()
    assert deadlines(scene) == {}
