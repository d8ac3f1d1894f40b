"""Calls that are played, from beginning to end, for records to be made of."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.calls.authority import Requester
from domain.media_sessions.media_session import MediaCloseReason, Quality, TrackKind
from domain.recordings.use_cases import latest_recording
from event_log.records.reading import read_record
from event_log.records.record import CallRecord
from tests.domain.media_sessions.asking import ask_for_media
from tests.people import ADA, ALAN, CAUSE, CHANNEL, GRACE
from tests.projections.scene import Scene

SHA256 = "5e" * 32


def record_of(scene: Scene, call_id: UUID) -> CallRecord:
    """Once everything that follows has been carried out."""
    scene.react()
    return read_record(scene.reader, call_id)


def sample(loss: int, jitter_ms: int | None, round_trip_ms: int | None, over_ms: int = 10_000) -> Quality:
    """A hundred packets up and down, of which so many were lost up."""
    jitter_us = None if jitter_ms is None else jitter_ms * 1000
    round_trip_us = None if round_trip_ms is None else round_trip_ms * 1000
    return Quality(over_ms, 100 - loss, loss, 32_000, jitter_us, 100, 0, 32_000, jitter_us, round_trip_us)


class Media:
    """The media of one session, as a media server reports it."""

    def __init__(self, scene: Scene, call_id: UUID, session_id: UUID, by: UUID, connection: int = 1) -> None:
        self._scene = scene
        self._about: Any = {"session_id": session_id, "connection_id": UUID(int=connection), "cause": CAUSE}
        ask_for_media(scene.media, call_id, session_id, UUID(int=connection), by=by)

    def up(self) -> None:
        self._scene.media.connected(after=timedelta(milliseconds=80), **self._now())

    def sends(self, kind: TrackKind, track: int) -> None:
        self._scene.media.published(track_id=UUID(int=track), kind=kind, **self._now())

    def measures(self, quality: Quality) -> None:
        self._scene.media.sampled(quality=quality, **self._now())

    def down(self, reason: MediaCloseReason = MediaCloseReason.BYE) -> None:
        self._scene.media.closed(reason=reason, **self._now())

    def fails(self) -> None:
        self._scene.media.failed(reason="No UDP packet arrived.", **self._now())

    def _now(self) -> dict[str, Any]:
        return {"at": self._scene.now, **self._about}


def conference(scene: Scene) -> tuple[UUID, Media, UUID]:
    """Ada, Grace and Alan in the channel, with all that can be on record; it has ended, and two things are late.

    The call, Ada's media, which is still open, and the recording, whose file is still being finished.
    """
    call_id, ada = scene.start(CHANNEL, ADA)
    media = Media(scene, call_id, ada, ADA)
    scene.turn(1)
    media.up()
    media.sends(TrackKind.MICROPHONE, 1)
    media.sends(TrackKind.SCREEN, 2)
    scene.turn(9)
    grace = scene.join(call_id, GRACE, "laptop")
    other = Media(scene, call_id, grace, GRACE, 2)
    other.fails()
    alan = scene.join(call_id, ALAN, "=phone")
    scene.turn(10)
    media.measures(sample(0, 5, 20))
    scene.floors.start_sharing(call_id=call_id, session_id=ada, by=ADA, cause=CAUSE)
    scene.floors.set_microphone(call_id=call_id, session_id=alan, by=ALAN, on=True, cause=CAUSE)
    scene.floors.mute(call_id=call_id, user_id=ALAN, by=Requester(ADA), cause=CAUSE)
    scene.recordings.start(call_id=call_id, by=Requester(ADA), cause=CAUSE)
    recording = latest_recording(scene.log, call_id)
    assert recording is not None
    scene.recordings.started(recording_id=recording.id, at=scene.now, cause=CAUSE)
    scene.turn(10)
    media.measures(sample(10, 50, 200))
    scene.hosting.hand_over(call_id=call_id, to=ALAN, by=Requester(ADA), cause=CAUSE)
    scene.hosting.remove(call_id=call_id, user_id=GRACE, by=Requester(ALAN), cause=CAUSE)
    scene.turn(10)
    scene.calls.end(call_id=call_id, by=ALAN, cause=CAUSE)
    scene.react()
    return call_id, media, recording.id


def publish(scene: Scene, recording_id: UUID) -> None:
    scene.recordings.published(
        recording_id=recording_id, size=2**33, duration_ms=20_000, sha256=SHA256, at=scene.now, cause=CAUSE
    )
