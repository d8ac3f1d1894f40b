"""What all connections of an endpoint have in common."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from starlette.websockets import WebSocket

from api.live.access import Scope, Viewer
from api.live.admission import Admission
from api.live.changes import Changes
from api.live.documents import LiveOperation
from api.live.groups import Groups
from api.live.limits import Limits

V = TypeVar("V", bound=Viewer)


@dataclass(frozen=True)
class Service(Generic[V]):
    """The parts that connections share; see `LiveEndpoint` for what the functions are for."""

    authenticate: Callable[[dict[str, Any], WebSocket], Awaitable[V]]
    scope_of: Callable[[V, LiveOperation], Awaitable[Scope]]
    admit: Callable[[V, WebSocket, LiveOperation], Awaitable[None]]
    viewer_context: Callable[[V, WebSocket], Any]
    changes: Changes
    admission: Admission
    groups: Groups
    limits: Limits
    now: Callable[[], datetime]
