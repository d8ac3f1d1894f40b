"""The keys of the vault, as an event loop uses them: they are fetched before texts are opened, and never meanwhile."""

import time
from collections.abc import Awaitable, Callable, Collection
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from event_log.vault.key_ring import KeyRing
from event_log.vault.keys import LOOK_EVERY, NONE, QUERIES, Destruction

Row = tuple[UUID, bytes | None, int | None]
Ask = Callable[[str, Any], Awaitable[list[Row]]]


class AsyncKeys:
    """Those of one database, which `ask` runs a statement in. For one event loop, and for opening only.

    All methods raise UnknownKey, MasterKeyUnusable and VaultLocked.
    """

    def __init__(self, ask: Ask, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._elapsed = elapsed
        self.start_over()

    def start_over(self) -> None:
        """The database may be at an earlier state now."""
        self._ring = KeyRing()
        self._newest: Destruction | None = None  # that is known of; None before the first look
        self._look_at = 0.0

    async def fetch(self, subjects: Collection[UUID]) -> None:
        """Have these keys at hand, and let go of those that were destroyed until a second ago: by one query, if any.

        Raises what `ask` does.
        """
        lacking = self._ring.lacks(subjects)
        if lacking or self._elapsed() >= self._look_at:
            await self._learn(lacking)
        if set(self._ring.lacks(subjects)).difference(lacking):  # others, or these, have pushed out some meanwhile
            await self._learn(list(subjects))

    def opening(self, subjects: tuple[UUID, ...]) -> AESSIV | None:
        """What opens a text of theirs, whose keys were fetched; None if a key of it is destroyed."""
        return self._ring.cipher(subjects)

    async def _learn(self, lacking: list[UUID]) -> None:
        ring, known, asked_at = self._ring, self._newest, self._elapsed()
        parameters = {"lacking": lacking, "since": None if known is None else known.number}
        rows = await self._ask(QUERIES["known_and_destroyed"], parameters)
        since = sorted(Destruction(number, subject) for subject, _, number in rows if number is not None)
        newest = since[-1] if since else NONE
        if known not in (None, NONE) and known not in since and ring is self._ring:
            self.start_over()
        if ring is not self._ring or newest < (self._newest or NONE):  # others have seen more meanwhile
            await self._learn(lacking)
            return
        wanted = set(lacking)
        ring.learn((subject, wrapped) for subject, wrapped, _ in rows if subject in wanted)
        ring.forget(each.subject for each in since)
        self._newest = newest
        self._look_at = asked_at + LOOK_EVERY
