"""What one execution may cost, counted while it runs: how much it answers, and how long it keeps others waiting."""

import asyncio
from collections import deque

from api.live.faults import RequestRefused, refused

TEXT = 256
"""Characters of text that cost as much as one value more."""
STRETCH = 250
"""Values between two moments in which the event loop gets to do something else: some milliseconds."""
WOKEN = 25
"""Of those that wait for a stretch, how many try to go on in it."""


class Budget:
    """Counts the values of an answer: each field of each object, and every `TEXT` characters of a long text."""

    def __init__(self, values: int) -> None:
        self._values = values
        self._stretch = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.spent = 0
        self.exhausted: RequestRefused | None = None

    def afresh(self) -> "Budget":
        """The same for another execution."""
        return Budget(self._values)

    def spend(self, values: int) -> None:
        """Raises RequestRefused if they are too many."""
        self.spent += values
        self._stretch += values
        if self.spent > self._values:
            self.exhaust(refused(f"The answer would have more than {self._values} values.", "ANSWER_TOO_LARGE"))
        if self.exhausted is not None:
            raise RequestRefused(self.exhausted.errors)

    def exhaust(self, reason: RequestRefused) -> None:
        """Let no more be spent."""
        self.exhausted = self.exhausted or reason

    @property
    def stretched(self) -> bool:
        """Whether it is the others' turn."""
        return self._stretch > STRETCH

    async def turn(self) -> None:
        """Let the others have their turn, if it is."""
        loop = asyncio.get_running_loop()
        while self.stretched:
            turn = loop.create_future()
            self._waiting.append(turn)
            if len(self._waiting) == 1:
                loop.call_soon(self._go_on, loop)
            await turn

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        self._stretch = 0
        for _ in range(min(len(self._waiting), WOKEN)):
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
        if self._waiting:
            loop.call_soon(self._go_on, loop)
