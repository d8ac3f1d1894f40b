"""Results that are the same for many who each have an execution of their own: made once, and told to all of them."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any

KEPT = 256
"""Results; each is asked for within moments by everybody whom it concerns."""


@dataclass(frozen=True)
class InCommon:
    """What says of a state that its result depends on nothing but this and the operation.

    context: makes the context of the one execution, which knows nobody who gets the result.
    """

    key: Hashable
    context: Callable[[], Any]


def in_common(state: object) -> InCommon | None:
    """What a state has in common with those of others, in its attribute `in_common`; None if nothing."""
    common = getattr(state, "in_common", None)
    return common if isinstance(common, InCommon) else None


class CommonPayloads:
    """The newest of them. Whoever asks for one that is being made waits for it."""

    def __init__(self) -> None:
        self._made: OrderedDict[Hashable, asyncio.Future[str]] = OrderedDict()

    async def payload(self, key: Hashable, make: Callable[[], Awaitable[str]]) -> str:
        """Raises what `make` raises, to all who wait for it; who asks later has it made again."""
        made = self._made.get(key)
        if made is None:
            made = asyncio.ensure_future(make())
            self._made[key] = made
            made.add_done_callback(lambda done: self._keep(key, done))
        return await asyncio.shield(made)

    def _keep(self, key: Hashable, done: asyncio.Future[str]) -> None:
        if done.cancelled() or done.exception() is not None:
            self._made.pop(key, None)
        while len(self._made) > KEPT:
            self._made.popitem(last=False)
