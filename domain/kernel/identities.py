"""What the chat product calls people and rooms, and their ids here, which can't be worked out from it."""

from collections.abc import Iterable, Mapping
from typing import Literal, Protocol
from uuid import UUID

from domain.kernel.aggregate import Root

Kind = Literal["user", "room"]


class Identities(Protocol):
    """The only way from external ids to ids. An erasure takes it away. Safe to use from many threads.

    All methods raise the errors of eventsourcing.persistence.
    """

    def of(self, kind: Kind, external_id: str) -> UUID | None:
        """The id of whom or what the chat product calls this; None if that isn't known here, or was erased."""

    def known(self, kind: Kind, external_ids: Iterable[str]) -> dict[str, UUID]:
        """The same of many at once, without those that aren't known."""

    def claim(self, kind: Kind, new: Mapping[str, Root]) -> None:
        """Have new aggregates found by these external ids from now on, whether or not they are recorded in the end.

        Raises IntegrityError if somebody else was first with one; the others may be claimed then.
        """

    def identify(self, kind: Kind, external_id: str) -> UUID:
        """The id, which is a new one if there is none: for whoever has to have an id before anything is recorded."""
