"""Use cases of a user's own settings: how to be rung, which rooms stay quiet. Each answer is (user id,)."""

from collections.abc import Callable
from uuid import UUID

from domain.directory.room import Room
from domain.directory.user import User
from domain.kernel.errors import UnknownRoom, UnknownUser
from domain.kernel.occasion import Cause, Occasion
from domain.kernel.use_case import Decision, Done, RequestKey, UseCases


class PreferencesOfUsers(UseCases):
    """All raise UnknownUser and UserIsDeactivated."""

    def change(
        self,
        *,
        by: UUID,
        ring_tone: str | None = None,
        ringing_enabled: bool | None = None,
        do_not_disturb: bool | None = None,
        cause: Cause,
        key: RequestKey | None = None,
    ) -> Done:
        """What is left out stays as it is. Raises InvalidInput for a ring tone that is no name."""

        def change(user: User, on: Occasion) -> None:
            now = user.preferences
            user.change_preferences(
                on,
                ring_tone=now.ring_tone if ring_tone is None else ring_tone,
                ringing_enabled=now.ringing_enabled if ringing_enabled is None else ringing_enabled,
                do_not_disturb=now.do_not_disturb if do_not_disturb is None else do_not_disturb,
            )

        return self._changed(by, change, cause, key)

    def mute_room(self, *, by: UUID, room_id: UUID, muted: bool, cause: Cause, key: RequestKey | None = None) -> Done:
        """Let calls in a room ring, or not. Raises UnknownRoom."""

        def change(user: User, on: Occasion) -> None:
            self.log.find(Room, room_id, UnknownRoom).require_member(by)
            mute = user.mute_room if muted else user.unmute_room
            mute(on, room_id=room_id)

        return self._changed(by, change, cause, key)

    def see_missed_calls(self, *, by: UUID, cause: Cause, key: RequestKey | None = None) -> Done:
        """All missed calls up to now have been seen."""
        return self._changed(by, lambda user, on: user.see_missed_calls(on, until=on.at), cause, key)

    def _changed(
        self, by: UUID, change: Callable[[User, Occasion], None], cause: Cause, key: RequestKey | None
    ) -> Done:
        def decide() -> Decision:
            user = self.log.find(User, by, UnknownUser)
            user.require_active()
            change(user, Occasion(self.clock(), cause))
            return Decision((by,), (user,))

        return self._perform(decide, cause, key)
