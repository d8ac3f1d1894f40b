"""Use cases of recordings: asked for and stopped by hosts, begun, published or given up by a media server."""

from typing import Unpack
from uuid import UUID, uuid4

from domain.calls.authority import Requester, UseCasesInCalls
from domain.calls.call import Call
from domain.calls.conditions import CallShown, require_capability
from domain.kernel.aggregate import Root
from domain.kernel.errors import CallIsNotRecorded, RecordingIsDisabled, UnknownCall, UnknownRecording
from domain.kernel.ids import attachment_id, recorder_id, thread_id
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, Reported, use_case
from domain.recordings.call_recorder import CallRecorder
from domain.recordings.recording import Recording, RecordingState, StopReason
from domain.threads.thread import Thread
from domain.workspace.providers import Capability
from domain.workspace.settings import Settings
from domain.workspace.use_cases import settings_of

MEDIA_TYPE = "video/webm"


class RecordingUseCases(UseCasesInCalls):
    """Each answer is (call id, recording id)."""

    # A host's

    @use_case
    def start(self, on: Occasion, *, call_id: UUID, by: Requester, **_: Unpack[Asked]) -> Decision:
        """Have the call recorded. While it is being recorded already, the answer is that recording.

        Raises UnknownCall, UserIsDeactivated, CallAlreadyEnded, NotHost, RecordingIsDisabled, ProviderCannot.
        """
        call, room = self._call_of_host(call_id, by, on)
        settings = settings_of(self.log, room)
        require_recordable(call, settings)
        recorder = self.log.look_up(CallRecorder, recorder_id(call_id))
        current = _latest_of(self.log, recorder)
        if current is not None and current.is_on:
            return Decision((call_id, current.id), ())
        recorder = recorder or CallRecorder.open(on, call_id=call_id)
        return self._requested(call, recorder, by.user_id, settings.recording_limit, on)

    @use_case
    def stop(self, on: Occasion, *, call_id: UUID, by: Requester, **_: Unpack[Asked]) -> Decision:
        """Have the recording stopped. Does nothing while the file of one that has stopped is being finished.

        Raises UnknownCall, UserIsDeactivated, CallAlreadyEnded, NotHost, CallIsNotRecorded.
        """
        self._call_of_host(call_id, by, on)
        recording = latest_recording(self.log, call_id)
        if recording is None or recording.is_over:
            raise CallIsNotRecorded
        recording.stop(on, reason=StopReason.STOPPED, stopped_by=by.user_id)
        return Decision((call_id, recording.id), (recording,))

    # A media server's. All raise UnknownRecording; reasons are sentences.

    @use_case
    def started(self, on: Occasion, *, recording_id: UUID, **_: Unpack[Reported]) -> Decision:
        """A recorder runs; whoever is in the call is told."""
        recording = self._recording(recording_id)
        recording.start(on)
        recording.tell(on, user_ids=self.log.find(Call, recording.call_id, UnknownCall).participants)
        return _reported(recording)

    def look_up(self, recording_id: UUID) -> Recording | None:
        """As it is on record; None if nobody ever asked for it."""
        return self.log.look_up(Recording, recording_id)

    @use_case
    def interrupted(self, on: Occasion, *, recording_id: UUID, reason: str, **_: Unpack[Reported]) -> Decision:
        """Its recorder can't go on; what was recorded will be published."""
        recording = self._recording(recording_id)
        recording.stop(on, reason=StopReason.INTERRUPTED, stopped_by=None, interruption=reason)
        return _reported(recording)

    @use_case
    def delayed(self, on: Occasion, *, recording_id: UUID, reason: str, **_: Unpack[Reported]) -> Decision:
        """Its file can't be finished or stored for now."""
        recording = self._recording(recording_id)
        recording.delay(on, reason=reason)
        return _reported(recording)

    @use_case
    def published(
        self, on: Occasion, *, recording_id: UUID, size: int, duration_ms: int, sha256: str, **_: Unpack[Reported]
    ) -> Decision:
        """The file is in the storage; it is posted in the call's thread."""
        recording = self._recording(recording_id)
        recording.publish(
            on,
            name=self._file_name(recording),
            media_type=MEDIA_TYPE,
            size=size,
            duration_ms=duration_ms,
            sha256=sha256,
        )
        return _reported(recording, *self._posted(recording, on))

    @use_case
    def failed(self, on: Occasion, *, recording_id: UUID, reason: str, **_: Unpack[Reported]) -> Decision:
        """There won't be a file."""
        recording = self._recording(recording_id)
        recording.fail(on, reason=reason)
        return _reported(recording)

    # Retention's

    @use_case
    def file_deleted(self, on: Occasion, *, recording_id: UUID, retention_days: int, **_: Unpack[Reported]) -> Decision:
        """The storage no longer has it. Raises UnknownRecording."""
        recording = self._recording(recording_id)
        recording.delete_file(on, retention_days=retention_days)
        return _reported(recording)

    def _requested(self, call: Call, recorder: CallRecorder, by: UUID, limit_minutes: int, on: Occasion) -> Decision:
        """`recorder` is as it was when it was found free: recording to it fails if somebody else was first."""
        recording = Recording.request(
            on, recording_id=uuid4(), call_id=call.id, room_id=call.room_id, by=by, limit_minutes=limit_minutes
        )
        recorder.engage(on, recording_id=recording.id)
        return Decision((call.id, recording.id), (recorder, recording))

    def _recording(self, recording_id: UUID) -> Recording:
        return self.log.find(Recording, recording_id, UnknownRecording)

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


def require_recordable(call: CallShown, settings: Settings) -> None:
    """Raises RecordingIsDisabled, ProviderCannot."""
    if not settings.recording_enabled:
        raise RecordingIsDisabled
    require_capability(call, Capability.RECORDING)


def _reported(recording: Recording, *others: Root) -> Decision:
    return Decision((recording.call_id, recording.id), (recording, *others))


def latest_recording(log: Log, call_id: UUID) -> Recording | None:
    """The recording that was asked for last, whatever became of it."""
    return _latest_of(log, log.look_up(CallRecorder, recorder_id(call_id)))


def running_recording(log: Log, call_id: UUID) -> Recording | None:
    """The recording that is being made now."""
    recording = latest_recording(log, call_id)
    return recording if recording is not None and recording.state is RecordingState.STARTED else None


def _latest_of(log: Log, recorder: CallRecorder | None) -> Recording | None:
    if recorder is None or recorder.recording_id is None:
        return None
    return log.find(Recording, recorder.recording_id, UnknownRecording)
