"""What all connections of an endpoint have in common."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from starlette.websockets import WebSocket

from api.live.access import ConnectionOwner, Scope
from api.live.admission import Admission
from api.live.change_feed import ChangeFeed
from api.live.executions import LiveOperation
from api.live.limits.usage_limits import UsageLimits
from api.live.subscriber_groups import SubscriberGroups

V = TypeVar("V", bound=ConnectionOwner)


@dataclass(frozen=True)
class EndpointParts(Generic[V]):
    """The parts that connections share; see `LiveEndpoint` for what the functions are for."""

    authenticate: Callable[[dict[str, Any], WebSocket], Awaitable[V]]
    scope_of: Callable[[V, LiveOperation], Awaitable[Scope]]
    admit: Callable[[V, WebSocket, LiveOperation], Awaitable[None]]
    viewer_context: Callable[[V, WebSocket], Any]
    changes: ChangeFeed
    admission: Admission
    groups: SubscriberGroups
    limits: UsageLimits
    now: Callable[[], datetime]
