"""Use cases of the floor: microphones, cameras, hands, reactions and the screen share. Each answer is (call id,)."""

from collections.abc import Callable
from typing import Unpack
from uuid import UUID

from domain.calls.authority import Requester, UseCasesInCalls
from domain.calls.call import Call
from domain.calls.conditions import CallShown, require_capability
from domain.calls.sessions import Session
from domain.floor.floor import Floor
from domain.kernel.errors import ScreenSharingIsDisabled
from domain.kernel.ids import floor_id
from domain.kernel.occasion import Occasion
from domain.kernel.text import identifier
from domain.kernel.use_case import Asked, Decision, use_case
from domain.workspace.providers import Capability
from domain.workspace.settings import Settings
from domain.workspace.use_cases import settings_of

MAX_EMOJI = 64  # characters: an emoji, or the short name of one


class FloorUseCases(UseCasesInCalls):
    """What participants do, and what hosts and admins do to them.

    All raise UnknownCall, CallAlreadyEnded and UserIsDeactivated; participants' commands NotInCall or UnknownSession;
    hosts' commands NotHost.
    """

    # A participant's own

    @use_case
    def set_microphone(
        self, now: Occasion, *, call_id: UUID, session_id: UUID, by: UUID, on: bool, **_: Unpack[Asked]
    ) -> Decision:
        """Mute or unmute one's own session."""
        call, floor = self._with_own_session(call_id, session_id, by, now)
        joined_muted = call.sessions[session_id].muted
        if on:
            floor.unmute(now, session_id=session_id, user_id=by, joined_muted=joined_muted)
        else:
            floor.mute(now, session_id=session_id, user_id=by, joined_muted=joined_muted, by=by)
        return Decision((call_id,), _stated(floor))

    @use_case
    def set_camera(
        self, now: Occasion, *, call_id: UUID, session_id: UUID, by: UUID, on: bool, **_: Unpack[Asked]
    ) -> Decision:
        """Raises ProviderCannot."""
        call, floor = self._with_own_session(call_id, session_id, by, now)
        require_capability(call, Capability.CAM)
        turn = floor.turn_camera_on if on else floor.turn_camera_off
        turn(now, session_id=session_id, user_id=by, joined_with_camera=call.sessions[session_id].camera_on)
        return Decision((call_id,), _stated(floor))

    @use_case
    def raise_hand(self, on: Occasion, *, call_id: UUID, by: UUID, **_: Unpack[Asked]) -> Decision:
        """Does nothing if it is up."""
        self._call_of_participant(call_id, by, on)
        floor = self._floor(call_id, on)
        floor.raise_hand(on, user_id=by)
        return Decision((call_id,), _stated(floor))

    @use_case
    def react(self, on: Occasion, *, call_id: UUID, by: UUID, emoji: str, **_: Unpack[Asked]) -> Decision:
        """Any emoji the chat product knows, itself or by its short name. Raises ReactingTooFast, InvalidInput."""
        self._call_of_participant(call_id, by, on)
        floor = self._floor(call_id, on)
        floor.react(on, user_id=by, emoji=identifier(emoji, "emoji", longest=MAX_EMOJI))
        return Decision((call_id,), _stated(floor))

    @use_case
    def start_sharing(self, on: Occasion, *, call_id: UUID, session_id: UUID, by: UUID, **_: Unpack[Asked]) -> Decision:
        """Raises ScreenSharingIsDisabled, ProviderCannot, SomeoneElseIsSharing."""
        call, room = self._call_of_participant(call_id, by, on)
        call.require_session(session_id, by)
        require_screen_sharing(call, settings_of(self.log, room))
        floor = self._floor(call_id, on)
        floor.start_sharing(on, session_id=session_id, user_id=by, present=call.sessions.keys())
        return Decision((call_id,), _stated(floor))

    # One's own, or a host's

    @use_case
    def lower_hand(self, on: Occasion, *, call_id: UUID, of: UUID, by: Requester, **_: Unpack[Asked]) -> Decision:
        """One's own hand, or as host or admin anybody's."""
        self._require_say(call_id, of, by, on)
        floor = self._floor(call_id, on)
        floor.lower_hand(on, user_id=of, by=by.user_id)
        return Decision((call_id,), _stated(floor))

    @use_case
    def stop_sharing(self, on: Occasion, *, call_id: UUID, by: Requester, **_: Unpack[Asked]) -> Decision:
        """One's own screen share, or as host or admin anybody's. Does nothing if nobody shares."""
        floor = self._floor(call_id, on)
        sharer = by.user_id if floor.sharing is None else floor.sharing[1]
        self._require_say(call_id, sharer, by, on)
        if floor.sharing is not None:
            floor.stop_sharing(on, session_id=floor.sharing[0], by=by.user_id)
        return Decision((call_id,), _stated(floor))

    # A host's

    @use_case
    def mute(self, on: Occasion, *, call_id: UUID, user_id: UUID, by: Requester, **_: Unpack[Asked]) -> Decision:
        """Mute one participant on all devices. Raises NotInCall."""
        call, _room = self._call_of_host(call_id, by, on)
        call.require_participant(user_id)
        return self._muted(call, lambda session: session.user_id == user_id, by, on)

    @use_case
    def mute_others(self, on: Occasion, *, call_id: UUID, by: Requester, **_: Unpack[Asked]) -> Decision:
        """Mute everyone but oneself."""
        call, _room = self._call_of_host(call_id, by, on)
        return self._muted(call, lambda session: session.user_id != by.user_id, by, on)

    def _muted(self, call: Call, whom: Callable[[Session], bool], by: Requester, on: Occasion) -> Decision:
        floor = self._floor(call.id, on)
        for session_id, session in call.sessions.items():
            if whom(session):
                who = {"session_id": session_id, "user_id": session.user_id, "by": by.user_id}
                floor.mute(on, joined_muted=session.muted, **who)
        return Decision((call.id,), _stated(floor))

    def _with_own_session(self, call_id: UUID, session_id: UUID, by: UUID, on: Occasion) -> tuple[Call, Floor]:
        """The call and its floor, for a participant with this session in it."""
        call, _room = self._call_of_participant(call_id, by, on)
        call.require_session(session_id, by)
        return call, self._floor(call_id, on)

    def _require_say(self, call_id: UUID, owner: UUID, by: Requester, on: Occasion) -> None:
        """Over one's own things, while in the call; over others' as host or admin."""
        if owner == by.user_id:
            self._call_of_participant(call_id, owner, on)
        else:
            self._call_of_host(call_id, by, on)

    def _floor(self, call_id: UUID, on: Occasion) -> Floor:
        return self.log.look_up(Floor, floor_id(call_id)) or Floor.open(on, call_id=call_id)


def _stated(floor: Floor) -> tuple[Floor, ...]:
    """The floor, if anything was stated on it: one that was only opened for a command is not worth a fact."""
    return (floor,) if any(not isinstance(fact, Floor.Opened) for fact in floor.pending_events) else ()


def require_screen_sharing(call: CallShown, settings: Settings) -> None:
    """Raises ScreenSharingIsDisabled, ProviderCannot."""
    require_capability(call, Capability.SCREEN)
    if not settings.screen_sharing_enabled:
        raise ScreenSharingIsDisabled
