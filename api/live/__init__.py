"""Subscriptions executed once for everyone who asks the same and may see the same."""

from api.live.access import ConnectionOwner, InitRefused, Scope
from api.live.admission import Admission
from api.live.change_feed import ChangeFeed
from api.live.endpoint import LiveEndpoint
from api.live.executable_schema import ExecutableSchema
from api.live.executions import LiveOperation
from api.live.usage_limits import UsageLimits
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
