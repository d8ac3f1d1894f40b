"""Who asks: a user or a service account, as their token says."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID, uuid4

from api.access.network import network_of
from api.access.token_owner import TokenOwner
from api.access.tokens import Role
from domain.kernel.occasion import Cause


@dataclass(frozen=True)
class Person:
    """Who asks: a user, or a service account."""

    user_id: UUID
    external_id: str
    role: Role

    @classmethod
    def of(cls, viewer: TokenOwner) -> Self:
        """As their token says, however long it is valid."""
        return cls(viewer.user_id, viewer.external_id, viewer.role)

    @property
    def actor(self) -> str:
        """As facts name them."""
        return f"service:{self.external_id}" if self.role is Role.SERVICE else f"user:{self.user_id}"

    def cause(self, origin: str) -> Cause:
        """Of what follows from a new request of theirs, from a client's address.

        A user's address is sealed when it is recorded; of a program's only the network is kept.
        """
        request_id = uuid4()
        known = network_of(origin) if self.role is Role.SERVICE else origin
        return Cause(self.actor, known, request_id, f"request:{request_id}")
