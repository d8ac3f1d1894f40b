"""Subscriptions to what is the viewer's own: what rings for them, and their call history."""

import strawberry

from api.graphql.core.context import Info
from api.graphql.core.fields import resolved
from api.graphql.core.paging import DEFAULT_PAGE, After, First
from api.graphql.core.subscriptions import own_subscription
from api.graphql.history.call_history import CallHistoryEntryConnection
from api.graphql.rings.ring import QUIET_RINGS, Ring, incoming_rings, quiet_rings
from api.graphql.viewer.preferences import preferences
from api.graphql.viewer.viewer import Viewer
from projections.call_history import MOST_COUNTED


@strawberry.type(
    description="What rings for the viewer, after each change: all that it takes to show the pop-up and to ring."
)
class IncomingRingsUpdate:
    rings: list[Ring] = strawberry.field(
        description="The rings, newest first; none once the device has to be quiet. The room of each is the one to "
        "highlight."
    )
    quiet_rings: list[Ring] = strawberry.field(description=f"Rings that have gone quiet {QUIET_RINGS}")
    ring_tone: str = strawberry.field(description="The name of the ring tone to play while there are rings.")


@strawberry.type(description="The viewer's call history, after each change.")
class CallHistoryUpdate:
    viewer: strawberry.Private[Viewer]

    @resolved(f"How many missed calls the viewer has not seen yet, counted up to {MOST_COUNTED:,}.")
    async def missed_call_count(self, info: Info) -> int:
        return await self.viewer.missed_calls(info.context)

    @resolved("The viewer's calls, newest first.")
    async def calls(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> CallHistoryEntryConnection:
        return await self.viewer.calls(info.context, first, after, None)


@strawberry.type
class OwnSubscriptions:
    @own_subscription("What rings for the viewer, on each of their devices.")
    async def incoming_rings(self, info: Info) -> IncomingRingsUpdate:
        own = await preferences(info.context, info.context.asking.user_id)
        rings = await incoming_rings(info.context)
        quiet = await quiet_rings(info.context)
        silenced = {ring.id for ring in quiet}  # some of them between the two questions
        ringing = [ring for ring in rings if ring.id not in silenced]
        return IncomingRingsUpdate(rings=ringing, quiet_rings=quiet, ring_tone=own.ring_tone)

    @own_subscription("The viewer's call history, and how many calls they missed.")
    async def call_history(self, info: Info) -> CallHistoryUpdate:
        person = info.context.asking
        return CallHistoryUpdate(viewer=Viewer(person=person, role=person.role))
