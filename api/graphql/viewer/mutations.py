"""Mutations of one's own preferences: how to be rung, which rooms stay quiet, which missed calls were seen."""

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import Keyed, Performed, acting_person, perform, wanted
from api.graphql.viewer.preferences import Preferences, preferences
from domain.kernel.errors import UnknownRoom

SHOWN = "The preferences as they are now; null if the views are late: ask again then."


@strawberry.input(description="How one wants to be rung; what is left out stays as it is.")
class ChangePreferencesInput(Keyed):
    ring_tone: str | None = strawberry.field(
        default=None, description="A name that the client knows: 1 to 128 characters without spaces."
    )
    ringing_enabled: bool | None = strawberry.field(default=None, description="Whether calls ring at all.")
    do_not_disturb: bool | None = strawberry.field(default=None, description="Whether nothing rings for now.")


@strawberry.input(description="Whether calls in a room ring for oneself.")
class MuteRoomInput(Keyed):
    room_id: strawberry.ID = strawberry.field(description="The room.")
    muted: bool = strawberry.field(description="True to keep it quiet.")


@strawberry.input(description="That one has looked at one's missed calls.")
class MarkMissedCallsSeenInput(Keyed):
    pass


@strawberry.type(description="One's preferences.")
class PreferencesPayload:
    preferences: Preferences | None = strawberry.field(description=SHOWN)


@strawberry.type(description="One's missed calls, all of them seen.")
class MarkMissedCallsSeenPayload:
    missed_call_count: int | None = strawberry.field(
        description="How many have come since; null if the views are late: ask again then."
    )


@strawberry.type
class PreferenceMutations:
    @mutation("Change how one is rung.")
    async def change_preferences(self, info: Info, input: ChangePreferencesInput) -> PreferencesPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.preferences.change,
            input,
            by=person.user_id,
            ring_tone=input.ring_tone,
            ringing_enabled=input.ringing_enabled,
            do_not_disturb=input.do_not_disturb,
        )
        return await _payload(info, done)

    @mutation("Let the calls of a room ring for oneself, or not.")
    async def mute_room(self, info: Info, input: MuteRoomInput) -> PreferencesPayload:
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.backend.services.preferences.mute_room,
            input,
            by=person.user_id,
            room_id=wanted("Room", input.room_id, UnknownRoom),
            muted=input.muted,
        )
        return await _payload(info, done)

    @mutation("Say that one has looked at all missed calls up to now.")
    async def mark_missed_calls_seen(self, info: Info, input: MarkMissedCallsSeenInput) -> MarkMissedCallsSeenPayload:
        person = await acting_person(info.context)
        command = info.context.backend.services.preferences.see_missed_calls
        done = await perform(info, command, input, by=person.user_id)
        count = await info.context.backend.views.call_history.missed_count(person.user_id) if done.shown else None
        return MarkMissedCallsSeenPayload(missed_call_count=count)


async def _payload(info: Info, done: Performed) -> PreferencesPayload:
    (user_id,) = done.answer
    return PreferencesPayload(preferences=await preferences(info.context, user_id) if done.shown else None)
