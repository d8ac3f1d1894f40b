"""How users want to be rung: ring tone, ringing on or off, do-not-disturb, and rooms that stay quiet."""

from collections.abc import Collection
from typing import Annotated
from uuid import UUID

from domain.directory.user import Preferences, User
from domain.kernel.personal import Personal
from projections import change_keys
from projections.engine.queries import Queries
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on

USUAL = Preferences()

RingTone = Annotated[str, Personal("user_id"), Kept("preferences", "user_id")]


class PreferencesRow(Row, frozen=True):
    """The preferences of a user."""

    user_id: UUID
    ring_tone: RingTone = USUAL.ring_tone  # a name that the client knows
    ringing_enabled: bool = USUAL.ringing_enabled
    do_not_disturb: bool = USUAL.do_not_disturb
    muted_room_ids: tuple[UUID, ...] = ()  # in the order of muting


class PreferencesView(View):
    """Follows what users set for themselves. Whoever never did has no row."""

    preferences = Table[UUID, PreferencesRow](
        "preferences", PreferencesRow, key=("user_id",), announces=lambda row: (change_keys.user(row.user_id),)
    )

    @on(User.PreferencesChanged, loads=preferences.by(user_id="originator_id"))
    def preferences_changed(self, user: User.PreferencesChanged) -> None:
        """Muted rooms stay as they are."""
        self.preferences.put(
            PreferencesRow(
                user_id=user.originator_id,
                ring_tone=user.ring_tone,
                ringing_enabled=user.ringing_enabled,
                do_not_disturb=user.do_not_disturb,
                muted_room_ids=self._of(user.originator_id).muted_room_ids,
            )
        )

    @on(User.RoomMuted, loads=preferences.by(user_id="originator_id"))
    def room_muted(self, user: User.RoomMuted) -> None:
        self._mute(user.originator_id, (*self._of(user.originator_id).muted_room_ids, user.room_id))

    @on(User.RoomUnmuted, loads=preferences.by(user_id="originator_id"))
    def room_unmuted(self, user: User.RoomUnmuted) -> None:
        muted = self._of(user.originator_id).muted_room_ids
        self._mute(user.originator_id, tuple(id_ for id_ in muted if id_ != user.room_id))

    def _of(self, user_id: UUID) -> PreferencesRow:
        return self.preferences.get(user_id) or PreferencesRow(user_id)

    def _mute(self, user_id: UUID, room_ids: tuple[UUID, ...]) -> None:
        self.preferences.put(self._of(user_id))
        self.preferences.change(user_id, muted_room_ids=room_ids)


class PreferencesQueries(Queries):
    """How to ring whom."""

    async def preferences(self, user_ids: Collection[UUID]) -> dict[UUID, PreferencesRow]:
        """By user; the usual ones for who never set any."""
        sql = PreferencesView.sql["preferences_of_users"]
        rows = await self._rows(PreferencesRow, sql, {"user_ids": list(user_ids)})
        return {user_id: PreferencesRow(user_id) for user_id in user_ids} | {row.user_id: row for row in rows}
