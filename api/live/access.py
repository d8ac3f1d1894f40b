"""Who is at the other end of a socket, and what they may see."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class InitRefused(Exception):
    """The `connection_init` payload does not prove who is asking; closes the socket with 4403 and this message."""


class ConnectionOwner(Protocol):
    """Whoever opened a connection, as `authenticate` recognised them."""

    @property
    def who(self) -> Hashable:
        """Equal for all connections of one user, who has one quota for them together."""

    @property
    def expires_at(self) -> datetime:
        """When the token runs out (timezone-aware); the socket is closed at that moment."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one subscriber may see of one operation.

    `visibility` is equal for all who may see the same: they share one execution. `access_keys` name the changes after
    which it has to be asked again.
    """

    visibility: Hashable
    access_keys: frozenset[str] = frozenset()
    only_changes: bool = False
    """Whether results build on each other: then each subscriber gets all of them, in order, from the whole on, and one
    with errors ends the subscription."""
