"""Whose a bearer token is: the user in this installation whom the chat product vouches for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.access.tokens import Role, Tokens
from event_log.vault.identities import VaultIdentities
from runtime.thread_pools import in_thread


@dataclass(frozen=True)
class TokenOwner:
    """Who asks, until `expires_at` (UTC). `external_id` is what the chat product calls them."""

    user_id: UUID
    external_id: str
    role: Role
    expires_at: datetime

    @property
    def who(self) -> tuple[UUID, Role]:
        """Whose limits count: the user's, in what they are allowed to be."""
        return self.user_id, self.role


class TokenOwners:
    """Recognises them. Who was here a moment ago is at hand; the database is asked for others only."""

    def __init__(self, tokens: Tokens, identities: VaultIdentities) -> None:
        self._tokens = tokens
        self._identities = identities

    async def recognise(self, token: str | None) -> TokenOwner:
        """Whoever isn't in the directory, as services and auditors needn't be, has an id from now on, too.

        So they are the same when they come again, and stay who they are when they are put into the directory.
        Raises Unauthenticated, and the errors of eventsourcing.persistence.
        """
        vouched = await self._tokens.recognise(token)
        user_id = self._identities.at_hand("user", vouched.external_id)
        if user_id is None:
            user_id = await in_thread(self._identities.identify, "user", vouched.external_id)
        return TokenOwner(user_id, vouched.external_id, vouched.role, vouched.expires_at)
