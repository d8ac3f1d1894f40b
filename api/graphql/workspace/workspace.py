"""The workspace: its settings, providers, statistics, and the tree over its log."""

from typing import Annotated

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.enums import RoomKind
from api.graphql.core.fields import resolved
from api.graphql.core.paging import DEFAULT_PAGE, After, First
from api.graphql.erasure.erasure import ErasureConnection, erasures
from api.graphql.erasure.legal_hold import LegalHold
from api.graphql.retention.expiry import ExpiryConnection, expiries
from api.graphql.workspace.log_tree import LogTree, log_tree
from api.graphql.workspace.provider import Provider, enabled_providers
from api.graphql.workspace.setting import Setting, settings_at
from api.graphql.workspace.statistics import Statistics
from domain.inspections.inspection import Subject
from domain.kernel.ids import WORKSPACE_ID
from domain.workspace.settings import WORKSPACE, Level
from runtime.thread_pools import in_thread

RoomKindOfSettings = Annotated[
    RoomKind | None,
    strawberry.argument(description="The kind of room for which the settings are in force; without it, the workspace."),
]


@strawberry.type(description="This installation of Ringlog: its settings, providers, statistics and log tree.")
class Workspace:
    @resolved("All settings in force, by name.")
    async def settings(self, info: Info, room_kind: RoomKindOfSettings = None) -> list[Setting]:
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

    @resolved(
        "The tree over the event log; null before it is first signed, and to all but admins and auditors.",
        personal=True,
    )
    async def log_tree(self, info: Info) -> LogTree | None:
        if not info.context.own_access.sees_log_tree:
            return None
        info.context.note(Subject.LOG_TREE, WORKSPACE_ID)
        return await log_tree(info)

    @resolved("Who is erased, and who is to be, newest first; null to all but admins and auditors.", personal=True)
    async def erasures(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> ErasureConnection | None:
        if not info.context.own_access.sees_erasures:
            return None
        return await erasures(info.context, first, after)

    @resolved(
        "What has expired, and what is about to be gone, newest first; null to all but admins and auditors.",
        personal=True,
    )
    async def expiries(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> ExpiryConnection | None:
        if not info.context.own_access.sees_erasures:
            return None
        return await expiries(info.context, first, after)

    @resolved("All legal holds in force, oldest first; null to all but admins and auditors.", personal=True)
    async def legal_holds(self, info: Info) -> list[LegalHold] | None:
        if not info.context.own_access.sees_erasures:
            return None
        holds = await in_thread(info.context.backend.erasure_records.holds)
        return [LegalHold.seen(info.context, hold) for hold in holds]
