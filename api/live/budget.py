"""What one execution may cost, counted while it runs: how much it answers, and how long it keeps others waiting."""

import asyncio
from collections import deque

from api.live.faults import RequestRefused, refused

TEXT = 256
"""Characters of text that cost as much as one value more."""
STRETCH = 250
"""Values between two moments in which the event loop gets to do something else: some milliseconds."""
OBJECTS = 25
"""Of those that wait, how many go on in one stretch."""


class Budget:
    """Counts the values of an answer: each field of each object, and every `TEXT` characters of a long text."""

    def __init__(self, values: int) -> None:
        self._values = values
        self._spent = 0
        self._stretch = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self.exhausted: RequestRefused | None = None

    def afresh(self) -> "Budget":
        """The same for another execution."""
        return Budget(self._values)

    def spend(self, values: int) -> bool:
        """Whether the others' turn has come before these values; raises RequestRefused if they are too many."""
        self._spent += values
        self._stretch += values
        if self._spent > self._values:
            self.exhaust(refused(f"The answer would have more than {self._values} values.", "ANSWER_TOO_LARGE"))
        if self.exhausted is not None:
            raise RequestRefused(self.exhausted.errors)
        return self._stretch > STRETCH

    def exhaust(self, reason: RequestRefused) -> None:
        """Let no more be spent."""
        self.exhausted = self.exhausted or reason

    async def turn(self) -> None:
        """Wait until the others had theirs; whoever waits goes on in order, a stretch at a time."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        if len(self._waiting) == 1:
            turn.get_loop().call_soon(self._go_on)
        await turn

    def _go_on(self) -> None:
        self._stretch = 0
        for _ in range(min(len(self._waiting), OBJECTS)):
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
        if self._waiting:
            self._waiting[0].get_loop().call_soon(self._go_on)
