"""Calls that were long ago, put into the log of a running installation as it would have recorded them then."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

import av
import numpy as np
from av import VideoFrame, VideoStream

from domain.calls import attendance
from domain.calls.call import Call
from domain.calls.states import CallKind, EndReason, LeaveReason
from domain.kernel.ids import attachment_id
from domain.kernel.occasion import Occasion
from domain.recordings.recording import Recording, StopReason
from domain.recordings.use_cases import MEDIA_TYPE
from domain.threads.thread import Thread
from domain.workspace.settings import Settings
from event_log.application import Ringlog
from runtime.storage.folder_storage import FolderStorage
from runtime.storage.sealed_storage import SealedStorage
from tests.people import CAUSE
from tests.system.running import Running

FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)
APART, LASTS = timedelta(minutes=30), timedelta(minutes=10)
AT_ONCE = 500  # calls
SETTINGS = Settings()
SIDE, PICTURES_PER_SECOND = 64, 10  # pixels


class PastCalls:
    """A context manager, for a room and some of its members, of whom the first starts all calls."""

    def __init__(self, running: Running, room_id: UUID, people: Sequence[UUID]) -> None:
        self._room_id, self._people = room_id, people
        self._recordings = running.data / "recordings"
        self._log = Ringlog(env={"DATABASE_URL": running.postgres.url()})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._log.close()

    def happen(self, *titles: str) -> list[UUID]:
        """One every half hour, of ten minutes. The second person loses the connection, and is away for two of them."""
        calls = [self._call(title, FIRST + number * APART) for number, title in enumerate(titles)]
        for first in range(0, len(calls), AT_ONCE):
            self._log.commit(*calls[first : first + AT_ONCE])
        return [call.id for call in calls]

    def were_recorded(self, call_id: UUID, film: Path, seconds: int) -> None:
        """The film is posted in the call's thread as its recording."""
        call, content, recording_id = self._log.find(Call, call_id), film.read_bytes(), uuid4()
        on = Occasion(call.created_on + timedelta(minutes=1), CAUSE)
        later = on.dated(on.at + timedelta(seconds=seconds))
        SealedStorage(FolderStorage(self._recordings), self._log.sealer).keep(recording_id, film)
        host = call.initiator_id
        recording = Recording.request(
            on, recording_id=recording_id, call_id=call_id, room_id=call.room_id, by=host, limit_minutes=60
        )
        recording.start(on)
        recording.stop(later, reason=StopReason.STOPPED, stopped_by=host)
        file: dict[str, Any] = {
            "name": f"{call.title}.webm",
            "media_type": MEDIA_TYPE,
            "size": len(content),
            "sha256": sha256(content).hexdigest(),
            "duration_ms": 1000 * seconds,
        }
        recording.publish(later, **file)
        thread = Thread.open(on, call_id=call_id, room_id=call.room_id)
        thread.attach(later, message_id=attachment_id(recording_id), author_id=host, file_id=recording_id, **file)
        self._log.commit(recording, thread)

    def _call(self, title: str, began: datetime) -> Call:
        on = Occasion(began, CAUSE)
        call = Call.start(
            on,
            call_id=uuid4(),
            room_id=self._room_id,
            kind=CallKind.CONFERENCE,
            calling=False,
            title=title,
            provider="builtin",
            initiator_id=self._people[0],
            settings=SETTINGS,
        )
        coming = [on.dated(began + timedelta(seconds=number)) for number, _ in enumerate(self._people)]
        sessions = [self._joined(call, *each) for each in zip(self._people, coming, strict=True)]
        away, back = (on.dated(began + timedelta(minutes=minutes)) for minutes in (4, 6))
        attendance.leave(call, away, session_id=sessions[1], reason=LeaveReason.CONNECTION_LOST, settings=SETTINGS)
        self._joined(call, self._people[1], back)
        call.end(on.dated(began + LASTS), reason=EndReason.ENDED_BY_HOST, ended_by=self._people[0])
        return call

    def _joined(self, call: Call, user_id: UUID, on: Occasion) -> UUID:
        return attendance.join(
            call,
            on,
            session_id=uuid4(),
            user_id=user_id,
            device_id="laptop",
            muted=False,
            camera_on=False,
            settings=SETTINGS,
        )


def film(path: Path, seconds: int) -> Path:
    """A WebM as recordings are, to be sought in: each second brighter than the one before."""
    with av.open(path, "w", format="webm", options={"cues_to_front": "1"}) as file:
        stream = file.add_stream("libvpx", rate=PICTURES_PER_SECOND)
        assert isinstance(stream, VideoStream)
        stream.width = stream.height = SIDE
        stream.codec_context.gop_size = PICTURES_PER_SECOND
        for number in range(seconds * PICTURES_PER_SECOND):
            brightness = 255 * number // (seconds * PICTURES_PER_SECOND)
            picture = VideoFrame.from_ndarray(np.full((SIDE, SIDE, 3), brightness, np.uint8), format="rgb24")
            file.mux(stream.encode(picture))
        file.mux(stream.encode(None))
    return path
