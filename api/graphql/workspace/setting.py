"""Settings as the schema shows them: a type for each kind of value."""

from typing import Any

import strawberry

from api.graphql.core.context import Context
from api.graphql.core.enums import SettingOrigin, SettingUnit
from api.graphql.core.ids import cache_key
from domain.workspace.settings import CATALOG, WORKSPACE, Level, name_now
from domain.workspace.settings_there import SettingsThere


@strawberry.interface(description="A setting, as it is in force in the workspace, for a kind of room, or in one room.")
class Setting:
    key: strawberry.ID = strawberry.field(
        description="For clients' caches: no other setting has the same, nor has this one in another room, for another "
        "kind of room, or in the workspace. It is no id, and nothing is fetched by it."
    )
    name: str = strawberry.field(description="The setting's name.")
    help: str = strawberry.field(description="What the setting does, in a sentence.")
    origin: SettingOrigin = strawberry.field(description="Where the value in force was set.")
    locked_by: str | None = strawberry.field(
        description="The environment variable that fixes the setting, so that it can't be changed here; null if "
        "there is none."
    )
    per_room: bool = strawberry.field(description="Whether kinds of room and single rooms may differ.")


@strawberry.type(description="A setting that is on or off.")
class BooleanSetting(Setting):
    boolean: bool = strawberry.field(description="The value in force.")
    default_boolean: bool = strawberry.field(description="The value until an admin changes it.")


@strawberry.type(description="A setting that is a whole number.")
class IntegerSetting(Setting):
    integer: int = strawberry.field(description="The value in force.")
    default_integer: int = strawberry.field(description="The value until an admin changes it.")
    minimum: int | None = strawberry.field(description="The smallest value allowed; null if there is no limit.")
    maximum: int | None = strawberry.field(description="The largest value allowed; null if there is no limit.")
    unit: SettingUnit | None = strawberry.field(description="What the value counts; null if it is no length of time.")


@strawberry.type(description="A setting that is a text.")
class TextSetting(Setting):
    text: str = strawberry.field(description="The value in force.")
    default_text: str = strawberry.field(description="The value until an admin changes it.")
    choices: list[str] | None = strawberry.field(
        description="The texts that the setting may be; null if it may be any."
    )


@strawberry.type(description="A setting that is a list of texts.")
class TextListSetting(Setting):
    texts: list[str] = strawberry.field(description="The value in force.")
    default_texts: list[str] = strawberry.field(description="The value until an admin changes it.")
    choices: list[str] | None = strawberry.field(
        description="The texts that the list may contain; null if it may contain any."
    )


SETTING_TYPES = (BooleanSetting, IntegerSetting, TextSetting, TextListSetting)


async def settings_at(context: Context, level: Level) -> list[Setting]:
    """All settings, by name, as they are in force there."""
    there = await context.loaders.settings.load(level)
    return [_shown(context, name, level, there) for name in sorted(CATALOG)]


async def setting(context: Context, name: str, level: Level = WORKSPACE) -> Setting:
    """One that there is, under a name that it has or had."""
    return _shown(context, name_now(name), level, await context.loaders.settings.load(level))


def _shown(context: Context, name: str, level: Level, there: SettingsThere) -> Setting:
    definition, lock = CATALOG[name], context.backend.locks.get(name)
    value: Any = there.settings.value(name) if lock is None else lock.value
    default: Any = definition.default
    choices = None if definition.choices is None else list(definition.choices)
    common: dict[str, Any] = {
        "key": cache_key("Setting", name, level.room_id or level.room_kind or "workspace"),
        "name": name,
        "help": definition.help,
        "origin": there.origin(name) if lock is None else SettingOrigin.ENVIRONMENT,
        "locked_by": None if lock is None else lock.variable,
        "per_room": definition.per_room,
    }
    match default:
        case bool():
            return BooleanSetting(boolean=value, default_boolean=default, **common)
        case int():
            low, high = definition.minimum, definition.maximum
            bounds: dict[str, Any] = {"minimum": low, "maximum": high, "unit": definition.unit}
            return IntegerSetting(integer=value, default_integer=default, **bounds, **common)
        case tuple():
            return TextListSetting(texts=list(value), default_texts=list(default), choices=choices, **common)
        case _:
            return TextSetting(text=value, default_text=default, choices=choices, **common)
