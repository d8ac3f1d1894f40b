"""What timers, policies and signs of life lead to: idempotent, and dated when it took effect."""

from collections.abc import Callable, Collection
from dataclasses import replace
from uuid import UUID

from eventsourcing.persistence import Tracking

from domain.calls import attendance
from domain.calls.call import Call
from domain.calls.overdue_endings import catch_up, with_freed_rooms
from domain.calls.ring import Ring
from domain.calls.states import CallState, EndReason, LeaveReason
from domain.floor.floor import Floor
from domain.kernel.aggregate import Root
from domain.kernel.clock import Clock
from domain.kernel.errors import UnknownCall, UnknownRecording, UnknownRing
from domain.kernel.ids import floor_id
from domain.kernel.log import Log, until_recorded
from domain.kernel.occasion import Occasion
from domain.recordings.recording import Recording, StopReason
from domain.recordings.use_cases import latest_recording, running_recording
from domain.workspace.settings import Settings
from domain.workspace.use_cases import settings_of_room

Changed = tuple[Root, ...]


class Consequences:
    """Each returns the aggregates it changed, for `record`: a policy records its tracking along with them."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self.log = log
        self.clock = clock

    def record(self, decide: Callable[[], Changed], tracking: Tracking | None = None) -> bool:
        """Record what `decide` changed, along with `tracking`; whether there was anything to record."""

        def attempt() -> bool:
            changed = [aggregate for aggregate in decide() if aggregate.pending_events]
            if changed:
                self.log.commit(*changed, tracking=tracking)
            return bool(changed)

        return until_recorded(attempt)

    # Of time

    def expire_ring(self, ring_id: UUID, on: Occasion) -> Changed:
        ring = self.log.find(Ring, ring_id, UnknownRing)
        ring.expire(on)
        return (ring,)

    def catch_up_call(self, call_id: UUID, on: Occasion) -> Changed:
        """Everything that is due in the call by then."""
        return catch_up(self.log, self.log.find(Call, call_id, UnknownCall), on)

    def give_up_recording(self, recording_id: UUID, on: Occasion) -> Changed:
        """Unless its recorder has started."""
        recording = self.log.find(Recording, recording_id, UnknownRecording)
        recording.give_up_starting(on)
        return (recording,)

    def remind_of_recording(self, recording_id: UUID, on: Occasion) -> Changed:
        """Whoever is host then is told that the recording stops soon."""
        recording = self.log.find(Recording, recording_id, UnknownRecording)
        recording.remind(on, host_id=self.log.find(Call, recording.call_id, UnknownCall).host_id)
        return (recording,)

    def stop_overdue_recording(self, recording_id: UUID, on: Occasion) -> Changed:
        recording = self.log.find(Recording, recording_id, UnknownRecording)
        recording.stop_overdue(on)
        return (recording,)

    def give_up_finishing_recording(self, recording_id: UUID, on: Occasion) -> Changed:
        """Unless it was published."""
        recording = self.log.find(Recording, recording_id, UnknownRecording)
        recording.give_up_finishing(on)
        return (recording,)

    # Of signs of life

    def drop_connection(self, call_id: UUID, session_id: UUID, on: Occasion) -> Changed:
        return self._change(
            call_id,
            on,
            lambda call, settings: attendance.drop_connection(call, on, session_id=session_id, settings=settings),
        )

    def restore_connection(self, call_id: UUID, session_id: UUID, on: Occasion) -> Changed:
        return self._change(call_id, on, lambda call, _: attendance.restore_connection(call, on, session_id=session_id))

    def lose_session(self, call_id: UUID, session_id: UUID, on: Occasion) -> Changed:
        """Its media never came up, or is gone for good."""
        return self._change(
            call_id,
            on,
            lambda call, settings: attendance.leave(
                call,
                on,
                session_id=session_id,
                reason=LeaveReason.CONNECTION_LOST,
                settings=settings,
                noticed_at=self.clock(),
            ),
        )

    # Of facts

    def end_call(self, call_id: UUID, reason: EndReason, on: Occasion) -> Changed:
        return self._change(call_id, on, lambda call, _: call.end(on, reason=reason, ended_by=None))

    def remove_users(self, call_id: UUID, user_ids: tuple[UUID, ...], reason: LeaveReason, on: Occasion) -> Changed:
        def remove(call: Call, settings: Settings) -> None:
            for user_id in user_ids:
                attendance.remove_user(
                    call, on, user_id=user_id, reason=reason, settings=settings, noticed_at=self.clock()
                )

        return self._change(call_id, on, remove)

    def cancel_rings(self, call_id: UUID, on: Occasion) -> Changed:
        call = self.log.find(Call, call_id, UnknownCall)
        rings = tuple(self.log.find(Ring, ring_id, UnknownRing) for ring_id in call.rings.values())
        for ring in rings:
            ring.cancel(on)
        return rings

    def stop_sharing(self, call_id: UUID, session_id: UUID, on: Occasion) -> Changed:
        floor = self.log.look_up(Floor, floor_id(call_id))
        if floor is None:
            return ()
        floor.stop_sharing(on, session_id=session_id, by=None)
        return (floor,)

    def lower_hand(self, call_id: UUID, user_id: UUID, on: Occasion) -> Changed:
        floor = self.log.look_up(Floor, floor_id(call_id))
        if floor is None:
            return ()
        floor.lower_hand(on, user_id=user_id, by=None)
        return (floor,)

    def stop_recording(self, call_id: UUID, on: Occasion) -> Changed:
        """The call is over."""
        recording = latest_recording(self.log, call_id)
        if recording is None:
            return ()
        recording.stop(on, reason=StopReason.CALL_ENDED, stopped_by=None)
        return (recording,)

    def tell_of_recording(self, call_id: UUID, user_ids: Collection[UUID], on: Occasion) -> Changed:
        """The call is being recorded, if it is."""
        recording = running_recording(self.log, call_id)
        if recording is None:
            return ()
        recording.tell(on, user_ids=user_ids)
        return (recording,)

    def _change(self, call_id: UUID, on: Occasion, change: Callable[[Call, Settings], None]) -> Changed:
        """The call, changed as it is at that moment: what was due before comes first, though no timer was there."""
        call = self.log.find(Call, call_id, UnknownCall)
        due = catch_up(self.log, call, Occasion(on.at, replace(on.cause, actor="timer")))
        if call.state is CallState.ENDED:
            return due
        change(call, settings_of_room(self.log, call.room_id))
        return (*due, *with_freed_rooms(self.log, [call], on))
