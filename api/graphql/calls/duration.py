"""How long a call took."""

from datetime import datetime

from api.graphql.core.enums import CallKind


def seconds_talked(
    kind: CallKind, started_at: datetime, answered_at: datetime | None, ended_at: datetime | None
) -> int | None:
    """Whole seconds from the moment people could talk until the end; 0 if nobody answered, None before the end."""
    if ended_at is None:
        return None
    begun = answered_at or (ended_at if kind is CallKind.DIRECT else started_at)
    return max(0, int((ended_at - begun).total_seconds()))
