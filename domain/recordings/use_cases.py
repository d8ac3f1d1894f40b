"""Use cases of recordings: asked for and stopped by hosts, begun, published or given up by a media server."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID, uuid4

from domain.calls.call import Call
from domain.calls.call_use_cases import CallUseCases, Standing
from domain.kernel.aggregate import Root
from domain.kernel.errors import CallIsNotRecorded, ProviderCannot, RecordingIsDisabled, UnknownCall, UnknownRecording
from domain.kernel.ids import attachment_id, recorder_id, thread_id
from domain.kernel.log import Log
from domain.kernel.occasion import Cause, Occasion
from domain.kernel.use_case import Decision, Done, RequestKey
from domain.recordings.recorder import Recorder
from domain.recordings.recording import Recording, RecordingState, StopReason
from domain.threads.thread import Thread
from domain.workspace.providers import PROVIDERS, Capability
from domain.workspace.use_cases import settings_of

MEDIA_TYPE = "video/webm"


class Recordings(CallUseCases):
    """Each answer is (call id, recording id)."""

    # A host's

    def start(self, *, call_id: UUID, by: Standing, cause: Cause, key: RequestKey | None = None) -> Done:
        """Have the call recorded. While it is being recorded already, the answer is that recording.

        Raises UnknownCall, UserIsDeactivated, CallAlreadyEnded, NotHost, RecordingIsDisabled, ProviderCannot.
        """

        def decide() -> Decision:
            call, room = self._call_of_host(call_id, by, cause)
            settings = settings_of(self.log, room)
            if not settings.recording_enabled:
                raise RecordingIsDisabled
            if Capability.RECORDING not in PROVIDERS[call.provider].capabilities:
                raise ProviderCannot("The call's provider doesn't record.")
            recorder = self.log.look_up(Recorder, recorder_id(call_id))
            current = _latest_of(self.log, recorder)
            if current is not None and current.is_on:
                return Decision((call_id, current.id), ())
            recorder = recorder or Recorder.open(Occasion(self.clock(), cause), call_id=call_id)
            return self._requested(call, recorder, by.user_id, settings.recording_limit, cause)

        return self._perform(decide, cause, key)

    def stop(self, *, call_id: UUID, by: Standing, cause: Cause, key: RequestKey | None = None) -> Done:
        """Have the recording stopped. Quiet while the file of one that has stopped is being finished.

        Raises UnknownCall, UserIsDeactivated, CallAlreadyEnded, NotHost, CallIsNotRecorded.
        """

        def decide() -> Decision:
            self._call_of_host(call_id, by, cause)
            recording = latest_recording(self.log, call_id)
            if recording is None or recording.is_over:
                raise CallIsNotRecorded
            recording.stop(Occasion(self.clock(), cause), reason=StopReason.STOPPED, stopped_by=by.user_id)
            return Decision((call_id, recording.id), (recording,))

        return self._perform(decide, cause, key)

    # A media server's

    def started(self, *, recording_id: UUID, at: datetime, cause: Cause) -> Done:
        """A recorder runs; whoever is in the call is told. Raises UnknownRecording."""

        def begin(recording: Recording, on: Occasion) -> None:
            recording.start(on)
            call = self.log.find(Call, recording.call_id, UnknownCall)
            recording.tell(on, user_ids=call.participants)

        return self._reported(recording_id, begin, Occasion(at, cause))

    def look_up(self, recording_id: UUID) -> Recording | None:
        """As it is on record; None if nobody ever asked for it."""
        return self.log.look_up(Recording, recording_id)

    def interrupted(self, *, recording_id: UUID, reason: str, at: datetime, cause: Cause) -> Done:
        """Its recorder can't go on; what was recorded will be published. Raises UnknownRecording."""

        def stop(recording: Recording, on: Occasion) -> None:
            recording.stop(on, reason=StopReason.INTERRUPTED, stopped_by=None, interruption=reason)

        return self._reported(recording_id, stop, Occasion(at, cause))

    def delayed(self, *, recording_id: UUID, reason: str, at: datetime, cause: Cause) -> Done:
        """Its file can't be finished or stored for now; `reason` is a sentence. Raises UnknownRecording."""
        return self._reported(recording_id, lambda r, on: r.delay(on, reason=reason), Occasion(at, cause))

    def published(
        self, *, recording_id: UUID, size: int, duration_ms: int, sha256: str, at: datetime, cause: Cause
    ) -> Done:
        """The file is in the storage; it is posted in the call's thread. Raises UnknownRecording."""
        on = Occasion(at, cause)

        def decide() -> Decision:
            recording = self.log.find(Recording, recording_id, UnknownRecording)
            recording.publish(
                on,
                name=self._file_name(recording),
                media_type=MEDIA_TYPE,
                size=size,
                duration_ms=duration_ms,
                sha256=sha256,
            )
            return Decision((recording.call_id, recording_id), (recording, *self._posted(recording, on)))

        return self._perform(decide, cause)

    def failed(self, *, recording_id: UUID, reason: str, at: datetime, cause: Cause) -> Done:
        """There won't be a file; `reason` is a sentence. Raises UnknownRecording."""
        return self._reported(recording_id, lambda r, on: r.fail(on, reason=reason), Occasion(at, cause))

    # Retention's

    def file_deleted(self, *, recording_id: UUID, retention_days: int, at: datetime, cause: Cause) -> Done:
        """The storage has it no more. Raises UnknownRecording."""
        return self._reported(
            recording_id, lambda r, on: r.delete_file(on, retention_days=retention_days), Occasion(at, cause)
        )

    def _requested(self, call: Call, recorder: Recorder, by: UUID, limit_minutes: int, cause: Cause) -> Decision:
        """`recorder` is as it was when it was found free: recording to it fails if somebody else was first."""
        on = Occasion(self.clock(), cause)
        recording = Recording.request(
            on, recording_id=uuid4(), call_id=call.id, room_id=call.room_id, by=by, limit_minutes=limit_minutes
        )
        recorder.engage(on, recording_id=recording.id)
        return Decision((call.id, recording.id), (recorder, recording))

    def _reported(self, recording_id: UUID, report: Callable[[Recording, Occasion], None], on: Occasion) -> Done:
        def decide() -> Decision:
            recording = self.log.find(Recording, recording_id, UnknownRecording)
            report(recording, on)
            return Decision((recording.call_id, recording_id), (recording,))

        return self._perform(decide, on.cause)

    def _posted(self, recording: Recording, on: Occasion) -> tuple[Root, ...]:
        """The call's thread with the file; nothing if the recording wasn't published just now."""
        published = next((f for f in recording.pending_events if isinstance(f, Recording.Published)), None)
        if published is None:
            return ()
        thread = self.log.look_up(Thread, thread_id(recording.call_id)) or Thread.open(
            on, call_id=recording.call_id, room_id=recording.room_id
        )
        thread.attach(
            on,
            message_id=attachment_id(published.file_id),
            author_id=recording.requested_by,
            file_id=published.file_id,
            name=published.name,
            media_type=published.media_type,
            size=published.size,
            sha256=published.sha256,
            duration_ms=published.duration_ms,
        )
        return (thread,)

    def _file_name(self, recording: Recording) -> str:
        """For people: the call's title, and when the recording started, in UTC."""
        title = self.log.find(Call, recording.call_id, UnknownCall).title
        started_at = recording.started_at or recording.created_on
        return f"{title.translate(NOT_IN_NAMES)} {started_at:%Y-%m-%d %H.%M.%S} UTC.webm"


NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))


def latest_recording(log: Log, call_id: UUID) -> Recording | None:
    """The recording that was asked for last, whatever became of it."""
    return _latest_of(log, log.look_up(Recorder, recorder_id(call_id)))


def running_recording(log: Log, call_id: UUID) -> Recording | None:
    """The recording that is being made now."""
    recording = latest_recording(log, call_id)
    return recording if recording is not None and recording.state is RecordingState.STARTED else None


def _latest_of(log: Log, recorder: Recorder | None) -> Recording | None:
    if recorder is None or recorder.recording_id is None:
        return None
    return log.find(Recording, recorder.recording_id, UnknownRecording)
