"""Use cases of the floor: microphones, cameras, hands, reactions and the screen share. Each answer is (call id,)."""

from collections.abc import Callable, Iterator
from uuid import UUID

from domain.calls.call import Call
from domain.calls.call_use_cases import CallUseCases, Standing
from domain.calls.terms import Session
from domain.floor.floor import Floor
from domain.kernel.errors import ProviderCannot, ScreenSharingIsDisabled
from domain.kernel.ids import floor_id
from domain.kernel.occasion import Cause, Occasion
from domain.kernel.text import identifier
from domain.kernel.use_case import Decision, Done, RequestKey
from domain.workspace.providers import PROVIDERS, Capability
from domain.workspace.use_cases import settings_of

MAX_EMOJI = 64  # characters: an emoji, or the short name of one


class Floors(CallUseCases):
    """What participants do, and what hosts and admins do to them.

    All raise UnknownCall, CallAlreadyEnded and UserIsDeactivated; participants' commands NotInCall or UnknownSession;
    hosts' commands NotHost.
    """

    # A participant's own

    def set_microphone(
        self, *, call_id: UUID, session_id: UUID, by: UUID, on: bool, cause: Cause, key: RequestKey | None = None
    ) -> Done:
        """Mute or unmute one's own session."""

        def change(call: Call, floor: Floor, now: Occasion) -> None:
            session = call.sessions[session_id]
            if on:
                floor.unmute(now, session_id=session_id, user_id=by, joined_muted=session.muted)
            else:
                floor.mute(now, session_id=session_id, user_id=by, joined_muted=session.muted, by=by)

        return self._with_own_session(call_id, session_id, by, change, cause, key)

    def set_camera(
        self, *, call_id: UUID, session_id: UUID, by: UUID, on: bool, cause: Cause, key: RequestKey | None = None
    ) -> Done:
        """Raises ProviderCannot."""

        def change(call: Call, floor: Floor, now: Occasion) -> None:
            _require(call, Capability.CAM)
            turn = floor.turn_camera_on if on else floor.turn_camera_off
            joined_with = call.sessions[session_id].camera_on
            turn(now, session_id=session_id, user_id=by, joined_with_camera=joined_with)

        return self._with_own_session(call_id, session_id, by, change, cause, key)

    def raise_hand(self, *, call_id: UUID, by: UUID, cause: Cause, key: RequestKey | None = None) -> Done:
        """Quiet if it is up."""

        def decide() -> Decision:
            self._call_of_participant(call_id, by, cause)
            floor = self._floor(call_id, cause)
            floor.raise_hand(Occasion(self.clock(), cause), user_id=by)
            return Decision((call_id,), _stated(floor))

        return self._perform(decide, cause, key)

    def react(self, *, call_id: UUID, by: UUID, emoji: str, cause: Cause, key: RequestKey | None = None) -> Done:
        """Any emoji the chat product knows, itself or by its short name. Raises ReactingTooFast, InvalidInput."""

        def decide() -> Decision:
            self._call_of_participant(call_id, by, cause)
            floor = self._floor(call_id, cause)
            shown = identifier(emoji, "emoji", longest=MAX_EMOJI)
            floor.react(Occasion(self.clock(), cause), user_id=by, emoji=shown)
            return Decision((call_id,), _stated(floor))

        return self._perform(decide, cause, key)

    def start_sharing(
        self, *, call_id: UUID, session_id: UUID, by: UUID, cause: Cause, key: RequestKey | None = None
    ) -> Done:
        """Raises ScreenSharingIsDisabled, ProviderCannot, SomeoneElseIsSharing."""

        def decide() -> Decision:
            call, room = self._call_of_participant(call_id, by, cause)
            call.require_session(session_id, by)
            _require(call, Capability.SCREEN)
            if not settings_of(self.log, room).screen_sharing_enabled:
                raise ScreenSharingIsDisabled
            floor = self._floor(call_id, cause)
            floor.start_sharing(
                Occasion(self.clock(), cause), session_id=session_id, user_id=by, present=call.sessions.keys()
            )
            return Decision((call_id,), _stated(floor))

        return self._perform(decide, cause, key)

    # One's own, or a host's

    def lower_hand(self, *, call_id: UUID, of: UUID, by: Standing, cause: Cause, key: RequestKey | None = None) -> Done:
        """One's own hand, or as host or admin anybody's."""

        def decide() -> Decision:
            self._require_say(call_id, of, by, cause)
            floor = self._floor(call_id, cause)
            floor.lower_hand(Occasion(self.clock(), cause), user_id=of, by=by.user_id)
            return Decision((call_id,), _stated(floor))

        return self._perform(decide, cause, key)

    def stop_sharing(self, *, call_id: UUID, by: Standing, cause: Cause, key: RequestKey | None = None) -> Done:
        """One's own screen share, or as host or admin anybody's. Quiet if nobody shares."""

        def decide() -> Decision:
            floor = self._floor(call_id, cause)
            sharer = by.user_id if floor.sharing is None else floor.sharing[1]
            self._require_say(call_id, sharer, by, cause)
            if floor.sharing is not None:
                floor.stop_sharing(Occasion(self.clock(), cause), session_id=floor.sharing[0], by=by.user_id)
            return Decision((call_id,), _stated(floor))

        return self._perform(decide, cause, key)

    # A host's

    def mute(self, *, call_id: UUID, user_id: UUID, by: Standing, cause: Cause, key: RequestKey | None = None) -> Done:
        """Mute one participant on all devices. Raises NotInCall."""

        def decide() -> Decision:
            call, _ = self._call_of_host(call_id, by, cause)
            call.require_participant(user_id)
            return self._muted(call, lambda session: session.user_id == user_id, by, cause)

        return self._perform(decide, cause, key)

    def mute_others(self, *, call_id: UUID, by: Standing, cause: Cause, key: RequestKey | None = None) -> Done:
        """Mute everyone but oneself."""

        def decide() -> Decision:
            call, _ = self._call_of_host(call_id, by, cause)
            return self._muted(call, lambda session: session.user_id != by.user_id, by, cause)

        return self._perform(decide, cause, key)

    def _muted(self, call: Call, whom: Callable[[Session], bool], by: Standing, cause: Cause) -> Decision:
        floor = self._floor(call.id, cause)
        for session_id, session in _sessions(call, whom):
            floor.mute(
                Occasion(self.clock(), cause),
                session_id=session_id,
                user_id=session.user_id,
                joined_muted=session.muted,
                by=by.user_id,
            )
        return Decision((call.id,), _stated(floor))

    def _with_own_session(
        self,
        call_id: UUID,
        session_id: UUID,
        by: UUID,
        change: Callable[[Call, Floor, Occasion], None],
        cause: Cause,
        key: RequestKey | None,
    ) -> Done:
        def decide() -> Decision:
            call, _ = self._call_of_participant(call_id, by, cause)
            call.require_session(session_id, by)
            floor = self._floor(call_id, cause)
            change(call, floor, Occasion(self.clock(), cause))
            return Decision((call_id,), _stated(floor))

        return self._perform(decide, cause, key)

    def _require_say(self, call_id: UUID, owner: UUID, by: Standing, cause: Cause) -> None:
        """Over one's own things, while in the call; over others' as host or admin."""
        if owner == by.user_id:
            self._call_of_participant(call_id, owner, cause)
        else:
            self._call_of_host(call_id, by, cause)

    def _floor(self, call_id: UUID, cause: Cause) -> Floor:
        floor = self.log.look_up(Floor, floor_id(call_id))
        return floor or Floor.open(Occasion(self.clock(), cause), call_id=call_id)


def _sessions(call: Call, whom: Callable[[Session], bool]) -> Iterator[tuple[UUID, Session]]:
    return ((id_, session) for id_, session in call.sessions.items() if whom(session))


def _stated(floor: Floor) -> tuple[Floor, ...]:
    """The floor, if anything was stated on it: one that was only opened for a command is not worth a fact."""
    return (floor,) if any(not isinstance(fact, Floor.Opened) for fact in floor.pending_events) else ()


def _require(call: Call, capability: Capability) -> None:
    if capability not in PROVIDERS[call.provider].capabilities:
        raise ProviderCannot
