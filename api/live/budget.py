"""What one execution may cost, counted while it runs: how much it answers, and how long it keeps others waiting."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Hashable

from api.live.faults import RequestRefused, refused

TEXT = 256
"""Characters of text that cost as much as one value more."""
STRETCH = 250
"""Values of all executions between two moments in which the event loop does something else: some milliseconds."""
SMALL = 100
"""Values of one execution that wait for nobody."""
WOKEN = 25
"""Of what waits in one execution, how much tries to go on in its turn."""


class Turns:
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


class Budget:
    """Counts the values of an answer: each field of each object, and every `TEXT` characters of a long text."""

    def __init__(self, values: int, turns: Turns) -> None:
        self._values = values
        self._turns = turns
        self.spent = 0
        self.exhausted: RequestRefused | None = None

    def afresh(self) -> "Budget":
        """The same for another execution."""
        return Budget(self._values, self._turns)

    def spend(self, values: int) -> None:
        """Raises RequestRefused if they are too many."""
        self.spent += values
        self._turns.spend(values)
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
        return self.spent > SMALL and self._turns.over

    async def turn(self) -> None:
        """Let the others have their turn, if it is."""
        if self.stretched:
            await self._turns.next(self)
