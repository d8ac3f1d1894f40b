"""What was destroyed for good, and which facts of the log that concerns."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, Self
from uuid import UUID

import strawberry

from api.graphql.core.scalars import BigInt
from domain.erasure.extent import Extent


class Destruction(Protocol):
    """An erasure, or an expiry."""

    extent: Extent | None
    completed_at: datetime | None

    @property
    def key_ids(self) -> Sequence[UUID]:
        """Whose keys are destroyed."""


@strawberry.type(description="What an erasure or an expiry has made unreadable, for good.")
class ErasureCertificate:
    destroyed_key_ids: list[str] = strawberry.field(
        description="Whose keys were destroyed: the UUIDs of the person and of their direct rooms, or of the recording "
        "or call that expired."
    )
    fact_count: int = strawberry.field(
        description="How many facts of the log are concerned: of an erasure those that name one of these; of an expiry "
        "those of the recording, or of the call and its thread, floor and recordings."
    )
    first_position: BigInt = strawberry.field(description="The position in the log of the first of these.")
    last_position: BigInt = strawberry.field(description="The position in the log of the last of these.")
    digest: str = strawberry.field(
        description="SHA-256, hexadecimal, over the position (8 bytes, big-endian) and the SHA-256 of the stored state "
        "of each of them, in log order."
    )
    completed_at: datetime = strawberry.field(description="When it was done.")

    @classmethod
    def of(cls, destruction: Destruction) -> Self | None:
        """None before it is completed."""
        extent = destruction.extent
        if extent is None or destruction.completed_at is None:
            return None
        return cls(
            destroyed_key_ids=[str(id_) for id_ in destruction.key_ids],
            fact_count=extent.facts,
            first_position=BigInt(extent.first_position),
            last_position=BigInt(extent.last_position),
            digest=extent.digest,
            completed_at=destruction.completed_at,
        )
