"""Subscriptions executed once for everyone who asks the same and may see the same."""

from api.live.access import Scope, Unauthenticated, Viewer
from api.live.admission import Admission
from api.live.changes import Changes
from api.live.documents import LiveOperation
from api.live.limits import Limits
from api.live.transport import LiveEndpoint
from api.live.watches import Watch

__all__ = [
    "Admission",
    "Changes",
    "Limits",
    "LiveEndpoint",
    "LiveOperation",
    "Scope",
    "Unauthenticated",
    "Viewer",
    "Watch",
]
