"""The schema: everything that clients can ask, change and watch."""

import strawberry
from strawberry import Schema
from strawberry.printer import print_schema
from strawberry.schema.config import StrawberryConfig

from api.graphql.calls.hosting_mutations import HostMutations
from api.graphql.calls.mutations import CallMutations
from api.graphql.calls.subscriptions import CallSubscriptions
from api.graphql.calls.text_mutations import TextMutations
from api.graphql.core.inspections import ReadsRecorded
from api.graphql.core.limits.document_limits import Limits, LimitsWithoutIntrospection
from api.graphql.core.refusals import ANSWERED
from api.graphql.core.ringlog_schema import RinglogSchema
from api.graphql.core.scalars import SCALARS
from api.graphql.directory.mutations import DirectoryMutations
from api.graphql.erasure.mutations import ErasureMutations
from api.graphql.floor.mutations import FloorMutations
from api.graphql.floor.subscriptions import FloorSubscriptions
from api.graphql.history.subscriptions import HistorySubscriptions
from api.graphql.media.mutations import MediaMutations
from api.graphql.query import Query
from api.graphql.recordings.mutations import RecordingMutations
from api.graphql.rings.mutations import RingMutations
from api.graphql.search.subscriptions import LogSubscriptions
from api.graphql.threads.mutations import ThreadMutations
from api.graphql.threads.subscriptions import ThreadSubscriptions
from api.graphql.viewer.mutations import PreferenceMutations
from api.graphql.viewer.sidebar import SidebarSubscriptions
from api.graphql.viewer.subscriptions import OwnSubscriptions
from api.graphql.workspace.mutations import WorkspaceMutations
from api.graphql.workspace.setting import SETTING_TYPES


@strawberry.type(
    description="What can be changed. Each mutation answers with what it changed, or with a refusal. The views "
    "that objects are read from may be a moment behind: an object is null then, and its id is there."
)
class Mutation(
    CallMutations,
    RingMutations,
    MediaMutations,
    FloorMutations,
    HostMutations,
    RecordingMutations,
    ThreadMutations,
    TextMutations,
    PreferenceMutations,
    WorkspaceMutations,
    DirectoryMutations,
    ErasureMutations,
):
    pass


@strawberry.type(
    description="What can be watched. Each result is the whole state, but for the sidebar, which tells changes: the "
    "first comes at once, then one after every change. A viewer who loses access gets NotFound, and the state again if "
    "access comes back."
)
class Subscription(
    OwnSubscriptions,
    CallSubscriptions,
    FloorSubscriptions,
    ThreadSubscriptions,
    HistorySubscriptions,
    LogSubscriptions,
    SidebarSubscriptions,
):
    pass


def build_schema(*, introspection: bool) -> RinglogSchema:
    """The schema, which may be asked for itself or not."""
    config = StrawberryConfig(disable_field_suggestions=not introspection, scalar_map=SCALARS)
    return RinglogSchema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=SETTING_TYPES,
        extensions=[Limits if introspection else LimitsWithoutIntrospection, ReadsRecorded],
        exception_handlers=ANSWERED,
        config=config,
    )


schema = build_schema(introspection=True)


def export() -> str:
    """The schema in GraphQL's own language, always in the same order: what `schema.graphql` holds.

    Of a schema of its own: Strawberry doesn't find the members of unions of one that it has sorted.
    """
    config = StrawberryConfig(sort_schema=True, scalar_map=SCALARS)
    exported = Schema(query=Query, mutation=Mutation, subscription=Subscription, types=SETTING_TYPES, config=config)
    return print_schema(exported) + "\n"
