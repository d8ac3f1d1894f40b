"""Mutations of what is the viewer's own: preferences, muted rooms, missed calls."""

from typing import Self
from uuid import UUID

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.inputs import Keyed, optional, wanted
from api.graphql.core.mutation import mutation
from api.graphql.core.payload import Payload
from api.graphql.core.performing import Performed, acting_person, perform
from api.graphql.viewer.preferences import Preferences, preferences
from domain.kernel.errors import UnknownRoom


@strawberry.input(description="How the viewer wants to be rung; what is left out stays as it is.")
class ChangePreferencesInput(Keyed):
    ring_tone: str | None = optional(
        "The name of a ring tone that the client knows: 1 to 128 characters without spaces."
    )
    ringing_enabled: bool | None = optional("Whether calls ring at all.")
    do_not_disturb: bool | None = optional("Whether the viewer is not to be disturbed: nothing rings for now.")


@strawberry.input(description="Which room to mute or unmute.")
class MuteRoomInput(Keyed):
    room_id: strawberry.ID = strawberry.field(description="The room.")
    muted: bool = strawberry.field(description="True to mute the room, false to let its calls ring again.")


@strawberry.input(description="That the viewer has looked at their missed calls.")
class MarkMissedCallsSeenInput(Keyed):
    pass


@strawberry.type
class WithPreferences(Payload):
    user_id: strawberry.Private[UUID]

    @classmethod
    def of(cls, done: Performed) -> Self:
        """Of a use case that answers with the user."""
        return cls(shown=done.shown, user_id=done.answer[0])

    @resolved("The preferences as they are now; null while the views are behind: ask the viewer again.")
    async def preferences(self, info: Info) -> Preferences | None:
        return await preferences(info.context, self.user_id) if self.shown else None


@strawberry.type(description="The changed preferences.")
class ChangePreferencesPayload(WithPreferences):
    pass


@strawberry.type(description="The changed preferences.")
class MuteRoomPayload(WithPreferences):
    pass


@strawberry.type(description="The viewer's missed calls, all of them seen.")
class MarkMissedCallsSeenPayload(Payload):
    user_id: strawberry.Private[UUID]

    @resolved("How many calls the viewer has missed since; null while the views are behind: ask the viewer again.")
    async def missed_call_count(self, info: Info) -> int | None:
        return await info.context.backend.views.call_history.missed_count(self.user_id) if self.shown else None


@strawberry.type
class PreferenceMutations:
    @mutation("Change how the viewer wants to be rung.")
    async def change_preferences(self, info: Info, input: ChangePreferencesInput) -> ChangePreferencesPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.services.preferences.change,
            input,
            by=person.user_id,
            ring_tone=input.ring_tone,
            ringing_enabled=input.ringing_enabled,
            do_not_disturb=input.do_not_disturb,
        )
        return ChangePreferencesPayload.of(done)

    @mutation("Choose whether the calls of a room ring for the viewer.")
    async def mute_room(self, info: Info, input: MuteRoomInput) -> MuteRoomPayload:
        person = await acting_person(info.context)
        room_id, mute = wanted("Room", input.room_id, UnknownRoom), info.context.services.preferences.mute_room
        done = await perform(info, mute, input, by=person.user_id, room_id=room_id, muted=input.muted)
        return MuteRoomPayload.of(done)

    @mutation("Mark all missed calls up to now as seen.", result="The count of missed calls")
    async def mark_missed_calls_seen(self, info: Info, input: MarkMissedCallsSeenInput) -> MarkMissedCallsSeenPayload:
        person = await acting_person(info.context)
        done = await perform(info, info.context.services.preferences.see_missed_calls, input, by=person.user_id)
        return MarkMissedCallsSeenPayload(shown=done.shown, user_id=person.user_id)
