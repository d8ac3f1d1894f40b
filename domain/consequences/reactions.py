"""What timers and policies do to calls, rings and recordings: idempotent, and dated when it took effect."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from eventsourcing.persistence import Tracking

from domain.calls.call import Call
from domain.calls.ending import settle, with_rooms
from domain.calls.ring import Ring
from domain.calls.terms import CallState, EndReason, LeaveReason
from domain.floor.floor import Floor
from domain.kernel.aggregate import Root
from domain.kernel.clock import Clock
from domain.kernel.errors import UnknownCall, UnknownRecording, UnknownRing
from domain.kernel.fact import Cause
from domain.kernel.ids import floor_id
from domain.kernel.log import Log, until_recorded
from domain.recordings.recording import Recording, StopReason
from domain.recordings.use_cases import latest_recording, running_recording
from domain.workspace.settings import Settings
from domain.workspace.use_cases import settings_of_room


class Reactions:
    """Each returns the aggregates it changed, for `record`: a policy records its tracking along with them."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self.log = log
        self.clock = clock

    def record(self, decide: Callable[[], tuple[Root, ...]], tracking: Tracking | None = None) -> bool:
        """Record what `decide` changed, along with `tracking`; whether there was anything to record."""

        def attempt() -> bool:
            changed = [aggregate for aggregate in decide() if aggregate.pending_events]
            if changed:
                self.log.commit(*changed, tracking=tracking)
            return bool(changed)

        return until_recorded(attempt)

    # Deadlines

    def expire_ring(self, ring_id: UUID, cause: Cause) -> tuple[Root, ...]:
        ring = self.log.find(Ring, ring_id, UnknownRing)
        ring.expire(cause=cause)
        return (ring,)

    def settle_call(self, call_id: UUID, by: datetime, cause: Cause) -> tuple[Root, ...]:
        """Everything that is due in the call by then."""
        return settle(self.log, self.log.find(Call, call_id, UnknownCall), by, cause)

    def give_up_recording(self, recording_id: UUID, by: datetime, cause: Cause) -> tuple[Root, ...]:
        """Unless its recorder has started."""
        recording = self.log.find(Recording, recording_id, UnknownRecording)
        recording.give_up_starting(by=by, cause=cause)
        return (recording,)

    def remind_of_recording(self, recording_id: UUID, by: datetime, cause: Cause) -> tuple[Root, ...]:
        """Whoever is host then is told that the recording stops soon."""
        recording = self.log.find(Recording, recording_id, UnknownRecording)
        recording.remind(host_id=self.log.find(Call, recording.call_id, UnknownCall).host_id, by=by, cause=cause)
        return (recording,)

    def stop_overdue_recording(self, recording_id: UUID, by: datetime, cause: Cause) -> tuple[Root, ...]:
        recording = self.log.find(Recording, recording_id, UnknownRecording)
        recording.stop_overdue(by=by, cause=cause)
        return (recording,)

    def give_up_finishing_recording(self, recording_id: UUID, by: datetime, cause: Cause) -> tuple[Root, ...]:
        """Unless it was published."""
        recording = self.log.find(Recording, recording_id, UnknownRecording)
        recording.give_up_finishing(by=by, cause=cause)
        return (recording,)

    # Connections

    def drop_connection(self, call_id: UUID, session_id: UUID, at: datetime, cause: Cause) -> tuple[Root, ...]:
        return self._change(
            call_id,
            at,
            cause,
            lambda call, settings: call.drop_connection(session_id=session_id, settings=settings, at=at, cause=cause),
        )

    def restore_connection(self, call_id: UUID, session_id: UUID, at: datetime, cause: Cause) -> tuple[Root, ...]:
        return self._change(
            call_id, at, cause, lambda call, _: call.restore_connection(session_id=session_id, at=at, cause=cause)
        )

    def lose_session(self, call_id: UUID, session_id: UUID, at: datetime, cause: Cause) -> tuple[Root, ...]:
        """Its media never came up, or is gone for good."""
        return self._change(
            call_id,
            at,
            cause,
            lambda call, settings: call.leave(
                session_id=session_id,
                reason=LeaveReason.CONNECTION_LOST,
                settings=settings,
                at=at,
                noticed_at=self.clock(),
                cause=cause,
            ),
        )

    # Consequences

    def end_call(self, call_id: UUID, reason: EndReason, at: datetime, cause: Cause) -> tuple[Root, ...]:
        return self._change(
            call_id, at, cause, lambda call, _: call.end(reason=reason, ended_by=None, at=at, cause=cause)
        )

    def remove_users(
        self, call_id: UUID, user_ids: tuple[UUID, ...], reason: LeaveReason, at: datetime, cause: Cause
    ) -> tuple[Root, ...]:
        def remove(call: Call, settings: Settings) -> None:
            for user_id in user_ids:
                call.remove_user(
                    user_id=user_id,
                    reason=reason,
                    settings=settings,
                    at=at,
                    noticed_at=self.clock(),
                    cause=cause,
                )

        return self._change(call_id, at, cause, remove)

    def cancel_rings(self, call_id: UUID, at: datetime, cause: Cause) -> tuple[Root, ...]:
        call = self.log.find(Call, call_id, UnknownCall)
        rings = tuple(self.log.find(Ring, ring_id, UnknownRing) for ring_id in call.rings.values())
        for ring in rings:
            ring.cancel(at=at, cause=cause)
        return rings

    def stop_sharing(self, call_id: UUID, session_id: UUID, at: datetime, cause: Cause) -> tuple[Root, ...]:
        floor = self.log.look_up(Floor, floor_id(call_id))
        if floor is None:
            return ()
        floor.stop_sharing(session_id=session_id, by=None, at=at, cause=cause)
        return (floor,)

    def lower_hand(self, call_id: UUID, user_id: UUID, at: datetime, cause: Cause) -> tuple[Root, ...]:
        floor = self.log.look_up(Floor, floor_id(call_id))
        if floor is None:
            return ()
        floor.lower_hand(user_id=user_id, by=None, at=at, cause=cause)
        return (floor,)

    def stop_recording(self, call_id: UUID, at: datetime, cause: Cause) -> tuple[Root, ...]:
        """The call is over."""
        recording = latest_recording(self.log, call_id)
        if recording is None:
            return ()
        recording.stop(reason=StopReason.CALL_ENDED, stopped_by=None, at=at, cause=cause)
        return (recording,)

    def tell_of_recording(
        self, call_id: UUID, user_ids: Collection[UUID], at: datetime, cause: Cause
    ) -> tuple[Root, ...]:
        """The call is being recorded, if it is."""
        recording = running_recording(self.log, call_id)
        if recording is None:
            return ()
        recording.tell(user_ids, at=at, cause=cause)
        return (recording,)

    def _change(
        self, call_id: UUID, at: datetime, cause: Cause, change: Callable[[Call, Settings], None]
    ) -> tuple[Root, ...]:
        """The call, changed as it is at that moment: what was due before comes first, though no timer was there."""
        call = self.log.find(Call, call_id, UnknownCall)
        due = settle(self.log, call, at, replace(cause, actor="timer"))
        if call.state is CallState.ENDED:
            return due
        change(call, settings_of_room(self.log, call.room_id))
        return (*due, *with_rooms(self.log, [call], cause))
