"""What a media server may report of a call at any moment, whether it makes sense then or not."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from domain.calls.authority import Requester
from domain.calls.call import Call
from domain.kernel.ids import media_session_id
from domain.media_sessions.media_session import MediaCloseReason, MediaSession, Quality, TrackKind
from domain.recordings.use_cases import latest_recording
from tests.domain.media_sessions.asking import ask_for_media
from tests.people import CAUSE
from tests.projections.scene import Scene

MEDIA = ("offer", "up", "down", "fail", "send", "measure")
RECORDING = ("ask", "start", "stop", "publish", "fail", "delete")


class MediaReports:
    """Of media sessions. What they say varies with `n`."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._connections: Iterator[int] = count(1)

    def report(self, what: str, call_id: UUID, session_id: UUID, by: UUID, n: int) -> object:
        media, reports = self._scene.log.look_up(MediaSession, media_session_id(session_id)), self._scene.media
        if what == "offer" or media is None:
            return ask_for_media(reports, call_id, session_id, UUID(int=next(self._connections)), by=by)
        about: Any = {"session_id": session_id, "connection_id": media.connection_id, "cause": CAUSE}
        about["at"] = self._scene.now - timedelta(seconds=n % 7)
        match what:
            case "up":
                return reports.connected(after=timedelta(milliseconds=n), **about)
            case "down":
                return reports.closed(reason=MediaCloseReason.DROPPED, **about)
            case "fail":
                return reports.failed(reason="No packet came.", **about)
            case "send":
                return reports.published(track_id=uuid4(), kind=[*TrackKind][n % len(TrackKind)], **about)
        return reports.sampled(quality=quality(n), **about)


def quality(n: int) -> Quality:
    """Something that was measured."""
    return Quality(
        over_ms=1 + n,
        up_packets=n,
        up_lost_packets=n // 3,
        up_bits_per_second=n,
        up_jitter_us=n or None,
        down_packets=n // 2,
        down_lost_packets=n // 5,
        down_bits_per_second=n,
        down_jitter_us=None,
        round_trip_us=n * 7,
    )


def report_recording(scene: Scene, what: str, call_id: UUID) -> object:
    """Of the call's latest recording, also after the call has ended; hosts ask for one and stop it."""
    recordings, host = scene.recordings, Requester(scene.log.find(Call, call_id).host_id)
    latest = latest_recording(scene.log, call_id)
    if what == "ask" or latest is None:
        return recordings.start(call_id=call_id, by=host, cause=CAUSE)
    about: Any = {"recording_id": latest.id, "at": scene.now, "cause": CAUSE}
    match what:
        case "start":
            return recordings.started(**about)
        case "stop":
            return recordings.stop(call_id=call_id, by=host, cause=CAUSE)
        case "publish":
            return recordings.published(size=1, duration_ms=1, sha256="0" * 64, **about)
        case "fail":
            return recordings.failed(reason="The disk is full.", **about)
    return recordings.file_deleted(retention_days=1, **about)
