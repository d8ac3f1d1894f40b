"""How well a session's media travels at this time."""

from datetime import datetime
from typing import Self

import strawberry

from api.graphql.core.enums import QualityLevel
from projections.session_quality import SessionQualityRow


@strawberry.type(
    description="How well a session's media travels. It changes when the level does, and has what was measured then, "
    "over some seconds: up from the client to the media server, and down to the client. What nobody has measured is "
    "null."
)
class SessionQuality:
    level: QualityLevel = strawberry.field(
        description="How good that is. It gets worse at once, and better when it clearly is."
    )
    sampled_at: datetime = strawberry.field(description="The end of the seconds in which the level was reached.")
    round_trip_ms: float | None = strawberry.field(description="The round-trip time, in milliseconds.")
    up_jitter_ms: float | None = strawberry.field(
        description="The interarrival jitter of what came from the client, in milliseconds (RFC 3550)."
    )
    down_jitter_ms: float | None = strawberry.field(
        description="The interarrival jitter of what went to the client, in milliseconds, as it reported it (RFC 3550)."
    )
    up_loss: float | None = strawberry.field(
        description="The share of the packets from the client that were lost, from 0 to 1."
    )
    down_loss: float | None = strawberry.field(
        description="The share of the packets to the client that were lost, from 0 to 1."
    )

    @classmethod
    def of(cls, row: SessionQualityRow) -> Self | None:
        """None while nothing was measured."""
        if row.level is None or row.quality is None or row.sampled_at is None:
            return None
        return cls(
            level=row.level,
            sampled_at=row.sampled_at,
            round_trip_ms=_ms(row.quality.round_trip_us),
            up_jitter_ms=_ms(row.quality.up_jitter_us),
            down_jitter_ms=_ms(row.quality.down_jitter_us),
            up_loss=row.quality.up_loss,
            down_loss=row.quality.down_loss,
        )


def _ms(microseconds: int | None) -> float | None:
    return None if microseconds is None else microseconds / 1000
