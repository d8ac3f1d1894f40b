"""Use cases of a user's own settings: how to be rung, which rooms stay quiet. Each answer is (user id,)."""

from typing import Unpack
from uuid import UUID

from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.errors import UnknownRoom, UnknownUser
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import Asked, Decision, UseCases, use_case


class PreferenceUseCases(UseCases):
    """All raise UnknownUser and UserIsDeactivated."""

    @use_case
    def change(
        self,
        on: Occasion,
        *,
        by: UUID,
        ring_tone: str | None = None,
        ringing_enabled: bool | None = None,
        do_not_disturb: bool | None = None,
        **_: Unpack[Asked],
    ) -> Decision:
        """What is left out stays as it is. Raises InvalidInput for a ring tone that is not a name."""
        user = self._active(by)
        now = user.preferences
        user.change_preferences(
            on,
            ring_tone=now.ring_tone if ring_tone is None else ring_tone,
            ringing_enabled=now.ringing_enabled if ringing_enabled is None else ringing_enabled,
            do_not_disturb=now.do_not_disturb if do_not_disturb is None else do_not_disturb,
        )
        return Decision((by,), (user,))

    @use_case
    def mute_room(self, on: Occasion, *, by: UUID, room_id: UUID, muted: bool, **_: Unpack[Asked]) -> Decision:
        """Let calls in a room ring, or not. Raises UnknownRoom."""
        user = self._active(by)
        self.log.find(Room, room_id, UnknownRoom).require_member(by)
        mute = user.mute_room if muted else user.unmute_room
        mute(on, room_id=room_id)
        return Decision((by,), (user,))

    @use_case
    def see_missed_calls(self, on: Occasion, *, by: UUID, **_: Unpack[Asked]) -> Decision:
        """All missed calls up to now have been seen."""
        user = self._active(by)
        user.see_missed_calls(on, until=on.at)
        return Decision((by,), (user,))

    def _active(self, user_id: UUID) -> User:
        user = self.log.find(User, user_id, UnknownUser)
        user.require_active()
        return user
