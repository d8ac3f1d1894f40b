"""Mutations of the workspace: its settings."""

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.enums import RoomKind
from api.graphql.core.fields import resolved
from api.graphql.core.inputs import Keyed, optional, wanted
from api.graphql.core.mutation import mutation
from api.graphql.core.payload import Payload
from api.graphql.core.performing import acting_requester, perform
from api.graphql.workspace.setting import Setting, setting
from domain.kernel.errors import NotAdmin, UnknownRoom
from domain.workspace.settings import WORKSPACE, Level


@strawberry.input(description="Where a setting applies instead of the whole workspace.", one_of=True)
class SettingLevelInput:
    room_kind: RoomKind | None = optional("In all rooms of this kind.")
    room_id: strawberry.ID | None = optional("In this room alone.")

    def level(self) -> Level:
        """Raises UnknownRoom."""
        return Level(self.room_kind, None if self.room_id is None else wanted("Room", self.room_id, UnknownRoom))


@strawberry.input(description="The new value of a setting: the one field that fits the setting's type.", one_of=True)
class SettingValueInput:
    boolean: bool | None = optional("For a BooleanSetting.")
    integer: int | None = optional("For an IntegerSetting.")
    text: str | None = optional("For a TextSetting.")
    texts: list[str] | None = optional("For a TextListSetting.")

    def value(self) -> object:
        """The one that was given."""
        given = (self.boolean, self.integer, self.text, self.texts)
        return next(value for value in given if value is not None)


@strawberry.input
class OfSetting(Keyed):
    name: str = strawberry.field(description="The setting's name.")
    level: SettingLevelInput | None = optional(
        "Where the setting applies, if rooms may differ; left out, in the whole workspace."
    )


@strawberry.input(description="Which setting to change, and to what.")
class ChangeSettingInput(OfSetting):
    value: SettingValueInput = strawberry.field(description="The new value.")


@strawberry.input(description="Which setting to reset.")
class ResetSettingInput(OfSetting):
    pass


@strawberry.type
class WithSetting(Payload):
    name: strawberry.Private[str]
    level: strawberry.Private[Level]

    @resolved(
        "The setting as it is in force now; null while the views are behind: ask the room or the workspace again."
    )
    async def setting(self, info: Info) -> Setting | None:
        return await setting(info.context, self.name, await self._in_force(info)) if self.shown else None

    async def _in_force(self, info: Info) -> Level:
        """A room has the settings of its kind unless it has its own."""
        room = None if self.level.room_id is None else await info.context.loaders.rooms.load(self.level.room_id)
        return self.level if room is None else Level(room.kind, room.id)


@strawberry.type(description="The changed setting.")
class ChangeSettingPayload(WithSetting):
    pass


@strawberry.type(description="The reset setting.")
class ResetSettingPayload(WithSetting):
    pass


@strawberry.type
class WorkspaceMutations:
    @mutation("Change a setting of the workspace, of a kind of room or of one room. Admins may.")
    async def change_setting(self, info: Info, input: ChangeSettingInput) -> ChangeSettingPayload:
        level = await _level(info, input)
        change = info.context.services.workspaces.change_setting
        done = await perform(info, change, input, name=input.name, level=level, admin=True, value=input.value.value())
        return ChangeSettingPayload(shown=done.shown, name=input.name, level=level)

    @mutation(
        "Reset a setting of the workspace, of a kind of room or of one room, so that what is set one level above is "
        "in force. Admins may."
    )
    async def reset_setting(self, info: Info, input: ResetSettingInput) -> ResetSettingPayload:
        level = await _level(info, input)
        reset = info.context.services.workspaces.reset_setting
        done = await perform(info, reset, input, name=input.name, level=level, admin=True)
        return ResetSettingPayload(shown=done.shown, name=input.name, level=level)


async def _level(info: Info, given: OfSetting) -> Level:
    """Where an admin sets it. Raises NotAdmin, UnknownRoom."""
    requester = await acting_requester(info.context)
    if not requester.admin:
        raise NotAdmin
    return WORKSPACE if given.level is None else given.level.level()
