"""Mutations of the workspace: its settings."""

from collections.abc import Callable
from typing import Any

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.enums import RoomKind
from api.graphql.core.mutation import mutation
from api.graphql.core.performing import Keyed, acting_standing, perform, wanted
from api.graphql.workspace.workspace import SettingValue, WorkspaceSetting, setting
from domain.kernel.errors import NotAdmin, UnknownRoom
from domain.kernel.use_case import Done
from domain.workspace.settings import WORKSPACE, Level


@strawberry.input(description="Where something is set: for a kind of room, or for one room.")
class SettingLevelInput:
    room_kind: RoomKind | None = strawberry.field(default=None, description="For rooms of this kind.")
    room_id: strawberry.ID | None = strawberry.field(default=None, description="For this room alone.")


@strawberry.input(description="Which setting, and where.")
class SettingInput(Keyed):
    name: str = strawberry.field(description="What the setting is called.")
    level: SettingLevelInput | None = strawberry.field(
        default=None, description="Where, for a setting in which rooms may differ; the whole workspace if left out."
    )


@strawberry.input(description="What to set.")
class ChangeSettingInput(SettingInput):
    value: SettingValue = strawberry.field(description="What to set it to.")


@strawberry.input(description="Which setting to take back.")
class ResetSettingInput(SettingInput):
    pass


@strawberry.type(description="The setting, as it is in force there.")
class SettingPayload:
    setting: WorkspaceSetting | None = strawberry.field(
        description="The setting as it is now; null if the views are late: ask again then."
    )


@strawberry.type
class WorkspaceMutations:
    @mutation("Change a setting, of the workspace, of a kind of room or of one room. Admins may.")
    async def change_setting(self, info: Info, input: ChangeSettingInput) -> SettingPayload:
        command = info.context.backend.services.workspaces.change_setting
        return await _set(info, command, input, value=input.value)

    @mutation("Let a setting be what it is one level above: the kind's, the workspace's, the default. Admins may.")
    async def reset_setting(self, info: Info, input: ResetSettingInput) -> SettingPayload:
        return await _set(info, info.context.backend.services.workspaces.reset_setting, input)


async def _set(info: Info, command: Callable[..., Done], given: SettingInput, **arguments: Any) -> SettingPayload:
    standing = await acting_standing(info.context)
    if not standing.admin:
        raise NotAdmin
    level = _level(given)
    done = await perform(info, command, given, name=given.name, level=level, admin=True, **arguments)
    if not done.shown:
        return SettingPayload(setting=None)
    return SettingPayload(setting=await setting(info.context, given.name, await _in_force(info, level)))


def _level(given: SettingInput) -> Level:
    if given.level is None:
        return WORKSPACE
    room_id = None if given.level.room_id is None else wanted("Room", given.level.room_id, UnknownRoom)
    return Level(given.level.room_kind, room_id)


async def _in_force(info: Info, level: Level) -> Level:
    """A room has the settings of its kind unless it has its own."""
    room = None if level.room_id is None else await info.context.loaders.rooms.load(level.room_id)
    return level if room is None else Level(room.kind, room.id)
