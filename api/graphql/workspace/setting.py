"""Settings as the schema shows them: a type for each kind of value."""

from typing import Any

import strawberry

from api.graphql.core.context import Context
from api.graphql.core.enums import SettingOrigin
from domain.workspace.settings import CATALOG, WORKSPACE, Level
from domain.workspace.settings_there import SettingsThere


@strawberry.interface(description="A setting, as it is in force in the workspace, for a kind of room, or in one room.")
class Setting:
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
    return [_shown(context, name, there) for name in sorted(CATALOG)]


async def setting(context: Context, name: str, level: Level = WORKSPACE) -> Setting:
    """One that there is."""
    return _shown(context, name, await context.loaders.settings.load(level))


def _shown(context: Context, name: str, there: SettingsThere) -> Setting:
    definition, lock = CATALOG[name], context.backend.locks.get(name)
    value: Any = there.settings.value(name) if lock is None else lock.value
    default: Any = definition.default
    choices = None if definition.choices is None else list(definition.choices)
    common: dict[str, Any] = {
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
            return IntegerSetting(integer=value, default_integer=default, minimum=low, maximum=high, **common)
        case tuple():
            return TextListSetting(texts=list(value), default_texts=list(default), choices=choices, **common)
        case _:
            return TextSetting(text=value, default_text=default, choices=choices, **common)
