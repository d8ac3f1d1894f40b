"""GraphQL over WebSocket: subscriptions executed once for everyone who asks the same and may see the same.

A change on its way to clients: the projector notifies, `change_feed` hears it, `watches` wakes those who wait for its
keys, the subscription reads its state (`api/graphql/core/subscriptions.py`), `subscriber_groups` hands that to each
member's `live_subscription`, and `send_queue` keeps the newest until it is sent.

A request on its way in: `endpoint`, `live_connection` (the protocol's rules), `admission` (the limits of its
user), and `operation`.
"""

from api.live.access import ConnectionOwner, InitRefused, Scope
from api.live.admission import Admission
from api.live.change_feed import ChangeFeed
from api.live.endpoint import LiveEndpoint
from api.live.executable_schema import ExecutableSchema
from api.live.executions import LiveOperation
from api.live.limits.usage_limits import UsageLimits
from api.live.watches import Watch

__all__ = [
    "Admission",
    "ChangeFeed",
    "ConnectionOwner",
    "ExecutableSchema",
    "InitRefused",
    "LiveEndpoint",
    "LiveOperation",
    "Scope",
    "UsageLimits",
    "Watch",
]
