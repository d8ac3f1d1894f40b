"""A history that holds a fact of every kind there is."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from domain.inspections.inspection import Seen, Subject
from domain.inspections.use_cases import InspectionUseCases
from domain.kernel.fact import Fact
from domain.kernel.use_case import RequestKey
from domain.log_keys.use_cases import LogKeyUseCases
from domain.media_sessions.media_session import Quality, TrackKind
from proof.notes.note_signer import NoteSigner
from tests.domain.media_sessions.asking import ask_for_media
from tests.event_log.stored_facts import all_facts
from tests.people import ADA, CAUSE, CHANNEL
from tests.projections.erased import erase_somebody
from tests.projections.random_history import RandomHistory
from tests.projections.scene import Scene

STEPS = 200
ROUNDS = 30  # of so many steps; eight are enough mostly


def record_every_fact(database_url: str) -> None:
    """Through the real services and policies; the views are left to whoever projects."""
    with Scene(database_url) as scene:
        scene.furnish()
        _record_what_happens_seldom(scene)
        history = RandomHistory(scene, seed=2)
        for _ in range(ROUNDS):
            history.go_on(STEPS)
            if not missing(scene):
                return
        raise AssertionError(f"let a history come to have: {missing(scene)}")


def missing(scene: Scene) -> set[type[Fact]]:
    """Kinds of which the log has none."""
    return set(all_facts()) - {type(recorded.fact) for recorded in scene.reader.read(0, 1_000_000)}


def _record_what_happens_seldom(scene: Scene) -> None:
    """What random histories have seldom or never."""
    scene.workspaces.change_setting(name="ringing.time", value=20, admin=True, cause=CAUSE)
    scene.workspaces.reset_setting(name="ringing.time", admin=True, cause=CAUSE, key=RequestKey("key", "fingerprint"))
    InspectionUseCases(scene.log, scene.clock).record(
        auditor_id=uuid4(), seen=[Seen(Subject.ROOM, CHANNEL)], live=False, cause=CAUSE
    )
    log_keys = LogKeyUseCases(scene.log, scene.clock)
    first, second = (str(NoteSigner.new("example.org/log").key) for _ in range(2))
    log_keys.begin(verifier_key=first, cause=CAUSE)
    log_keys.add(verifier_key=second, checkpoint="a note", cause=CAUSE)
    log_keys.retire(verifier_key=first, lost=True, cause=CAUSE)
    another = str(NoteSigner.new("example.org/log2").key)
    log_keys.go_on_as_another(verifier_key=another, checkpoint="a note", cause=CAUSE)
    call_id, session_id = scene.start(CHANNEL)
    for on in (True, False):
        scene.floors.set_camera(call_id=call_id, session_id=session_id, by=ADA, on=on, cause=CAUSE)
    connection_id, track_id = uuid4(), uuid4()
    ask_for_media(scene.media, call_id, session_id, connection_id)
    report: Any = {"session_id": session_id, "connection_id": connection_id, "at": scene.now, "cause": CAUSE}
    scene.media.connected(**report, after=timedelta(seconds=1))
    scene.media.published(**report, track_id=track_id, kind=TrackKind.CAMERA)
    scene.media.unpublished(**report, track_id=track_id)
    erase_somebody(scene)
    scene.media.sampled(**report, quality=Quality(2_000, 100, 1, 32_000, 100, 100, 1, 32_000, 100, 1_000))
