"""The workspace and its settings."""

from typing import NewType, Self

import strawberry

from api.graphql.context import Context
from api.graphql.enums import SettingType
from api.graphql.paging import wrong_argument
from domain.settings import CATALOG, Setting, Settings

SettingValue = NewType("SettingValue", object)

SETTING_VALUE = strawberry.scalar(
    name="SettingValue",
    description="What a setting is set to: a boolean, a whole number, a text, or a list of texts.",
    serialize=lambda value: list(value) if isinstance(value, tuple) else value,
    parse_value=SettingValue,
)


@strawberry.type(name="Setting", description="One thing that admins can set for the whole workspace.")
class WorkspaceSetting:
    name: str = strawberry.field(description="What it is called.")
    value: SettingValue = strawberry.field(description="What it is set to.")
    type: SettingType = strawberry.field(description="What values it takes.")
    help: str = strawberry.field(description="What it does, in a sentence.")
    default: SettingValue = strawberry.field(description="What it is until somebody changes it.")
    minimum: int | None = strawberry.field(description="The least it may be, if it is a number.")
    maximum: int | None = strawberry.field(description="The most it may be, if it is a number.")
    choices: list[str] | None = strawberry.field(description="What it is one of, or some of.")

    @classmethod
    def of(cls, setting: Setting, settings: Settings) -> Self:
        return cls(
            name=setting.name,
            value=SettingValue(settings.value(setting.name)),
            type=_type_of(setting.default),
            help=setting.help,
            default=SettingValue(setting.default),
            minimum=setting.minimum,
            maximum=setting.maximum,
            choices=None if setting.choices is None else list(setting.choices),
        )


@strawberry.type(description="This installation, with its settings.")
class Workspace:
    settings: list[WorkspaceSetting] = strawberry.field(description="Everything that admins can set, by name.")


async def workspace(context: Context) -> Workspace:
    settings = await context.house.views.settings.settings()
    return Workspace(settings=[WorkspaceSetting.of(CATALOG[name], settings) for name in sorted(CATALOG)])


async def setting(context: Context, name: str) -> WorkspaceSetting:
    """Raises GraphQLError if there is none of this name."""
    if name not in CATALOG:
        raise wrong_argument("name", f"There is no setting {name!r}.")
    return WorkspaceSetting.of(CATALOG[name], await context.house.views.settings.settings())


def _type_of(default: object) -> SettingType:
    if isinstance(default, bool):
        return SettingType.BOOLEAN
    if isinstance(default, int):
        return SettingType.INTEGER
    return SettingType.CHOICES if isinstance(default, tuple) else SettingType.TEXT
