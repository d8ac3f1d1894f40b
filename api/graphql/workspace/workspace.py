"""The workspace: its settings, providers and statistics."""

from typing import Annotated, NewType, Self

import strawberry

from api.graphql.core.context import Context, Info
from api.graphql.core.enums import RoomKind, SettingOrigin, SettingType
from api.graphql.core.fields import resolved
from api.graphql.workspace.provider import Provider, enabled_providers
from api.graphql.workspace.statistics import Statistics
from domain.inspections.inspection import Subject
from domain.kernel.ids import WORKSPACE_ID
from domain.workspace.settings import CATALOG, WORKSPACE, Level, Lock, Setting
from domain.workspace.settings_there import SettingsThere

SettingValue = NewType("SettingValue", object)

SETTING_VALUE = strawberry.scalar(
    name="SettingValue",
    description="What a setting is set to: a boolean, a whole number, a text, or a list of texts.",
    serialize=lambda value: list(value) if isinstance(value, tuple) else value,
    parse_value=SettingValue,
)


@strawberry.type(
    name="Setting", description="A setting, as it is in force in the workspace, for a kind of room, or in one room."
)
class WorkspaceSetting:
    name: str = strawberry.field(description="The setting's name.")
    value: SettingValue = strawberry.field(description="What it is.")
    origin: SettingOrigin = strawberry.field(description="Where the value in force was set.")
    locked_by: str | None = strawberry.field(
        description="The environment variable that fixes the setting, so that it can't be changed here; null if "
        "there is none."
    )
    per_room: bool = strawberry.field(description="Whether kinds of room and single rooms may differ.")
    type: SettingType = strawberry.field(description="What values it takes.")
    help: str = strawberry.field(description="What the setting does, in a sentence.")
    default: SettingValue = strawberry.field(description="What it is until somebody changes it.")
    minimum: int | None = strawberry.field(description="The least it may be, if it is a number.")
    maximum: int | None = strawberry.field(description="The most it may be, if it is a number.")
    choices: list[str] | None = strawberry.field(description="What it is one of, or some of.")

    @classmethod
    def of(cls, setting: Setting, there: SettingsThere, lock: Lock | None) -> Self:
        return cls(
            name=setting.name,
            value=SettingValue(there.settings.value(setting.name) if lock is None else lock.value),
            origin=there.origin(setting.name) if lock is None else SettingOrigin.ENVIRONMENT,
            locked_by=None if lock is None else lock.variable,
            per_room=setting.per_room,
            type=_type_of(setting),
            help=setting.help,
            default=SettingValue(setting.default),
            minimum=setting.minimum,
            maximum=setting.maximum,
            choices=None if setting.choices is None else list(setting.choices),
        )


RoomKindOfSettings = Annotated[
    RoomKind | None,
    strawberry.argument(description="The kind of room for which the settings are in force; without it, the workspace."),
]


@strawberry.type(description="This installation of Ringlog: its settings, providers and statistics.")
class Workspace:
    @resolved("All settings in force, by name.")
    async def settings(self, info: Info, room_kind: RoomKindOfSettings = None) -> list[WorkspaceSetting]:
        return await settings_at(info.context, Level(room_kind=room_kind))

    @resolved("The providers that calls may use.")
    async def providers(self, info: Info) -> list[Provider]:
        return enabled_providers((await info.context.loaders.settings.load(WORKSPACE)).settings)

    @resolved("How much the workspace calls; null to all but admins and auditors.", personal=True)
    async def statistics(self, info: Info) -> Statistics | None:
        if not info.context.own_access.sees_statistics:
            return None
        info.context.note(Subject.STATISTICS, WORKSPACE_ID)
        return Statistics()


async def settings_at(context: Context, level: Level) -> list[WorkspaceSetting]:
    """All settings, by name, as they are in force there."""
    there = await context.loaders.settings.load(level)
    return [WorkspaceSetting.of(CATALOG[name], there, context.backend.locks.get(name)) for name in sorted(CATALOG)]


async def setting(context: Context, name: str, level: Level = WORKSPACE) -> WorkspaceSetting:
    """One that there is."""
    there = await context.loaders.settings.load(level)
    return WorkspaceSetting.of(CATALOG[name], there, context.backend.locks.get(name))


def _type_of(setting: Setting) -> SettingType:
    match setting.default:
        case bool():
            return SettingType.BOOLEAN
        case int():
            return SettingType.INTEGER
        case tuple():
            return SettingType.TEXTS if setting.choices is None else SettingType.CHOICES
        case _:
            return SettingType.TEXT
