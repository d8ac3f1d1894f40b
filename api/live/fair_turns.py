"""Which execution the event loop works on next, so that none keeps the others waiting."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Hashable

STRETCH = 250
"""Values of all executions between two moments in which the event loop does something else: some milliseconds."""
WOKEN = 25
"""Of what waits in one execution, how much tries to go on in its turn."""


class FairTurns:
    """Gives executions their turns of the event loop, a stretch each, one execution after the other."""

    def __init__(self) -> None:
        self._stretch = 0
        self._waiting: OrderedDict[Hashable, deque[asyncio.Future[None]]] = OrderedDict()

    def spend(self, values: int) -> None:
        self._stretch += values

    @property
    def over(self) -> bool:
        """Whether this stretch is over."""
        return self._stretch > STRETCH

    async def next(self, whose: Hashable) -> None:
        """Wait until a stretch is there for this execution."""
        loop = asyncio.get_running_loop()
        while self.over:
            turn = loop.create_future()
            if not self._waiting:
                loop.call_soon(self._go_on, loop)
            self._waiting.setdefault(whose, deque()).append(turn)
            await turn

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        self._stretch = 0
        whose, waiting = self._waiting.popitem(last=False)
        for _ in range(min(len(waiting), WOKEN)):
            turn = waiting.popleft()
            if not turn.done():
                turn.set_result(None)
        if waiting:
            self._waiting[whose] = waiting
        if self._waiting:
            loop.call_soon(self._go_on, loop)
