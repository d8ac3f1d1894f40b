"""Mutations of the workspace: its settings."""

from typing import Annotated

import strawberry

from api.graphql.context import Info
from api.graphql.errors import InvalidInput, NotAllowed, NotPossibleNow
from api.graphql.fields import mutation
from api.graphql.mutations.performing import Keyed, acting_person, perform
from api.graphql.workspace import SettingValue, WorkspaceSetting, setting
from api.tokens import Role


@strawberry.input(description="What to set.")
class ChangeSettingInput(Keyed):
    name: str = strawberry.field(description="What the setting is called.")
    value: SettingValue = strawberry.field(description="What to set it to.")


@strawberry.type(description="The setting, which is in force.")
class ChangeSettingPayload:
    setting: WorkspaceSetting | None = strawberry.field(
        description="The setting as it is now; null if the views are late: ask again then."
    )


ChangeSettingResult = Annotated[
    ChangeSettingPayload | NotAllowed | InvalidInput | NotPossibleNow,
    strawberry.union("ChangeSettingResult", description="The changed setting, or what stands in the way."),
]


@strawberry.type
class WorkspaceMutations:
    @mutation("Change a setting of the workspace. Admins may.")
    async def change_setting(self, info: Info, input: ChangeSettingInput) -> ChangeSettingResult:  # noqa: A002  Relay's word
        person = await acting_person(info.context)
        done = await perform(
            info,
            info.context.house.services.workspaces.change_setting,
            input,
            name=input.name,
            value=input.value,
            admin=person.role is Role.ADMIN,
        )
        return ChangeSettingPayload(setting=await setting(info.context, input.name) if done.shown else None)
