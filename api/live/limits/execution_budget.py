"""What one execution may cost, counted while it runs: how much it answers, and how long it keeps others waiting."""

from api.live.errors import RequestRefused, refused
from api.live.fair_turns import FairTurns

TEXT = 256
"""Characters of text that cost as much as one value more."""
SMALL = 100
"""Values of one execution that wait for nobody."""


class Budget:
    """Counts the values of an answer: each field of each object, and every `TEXT` characters of a long text."""

    def __init__(self, values: int, turns: FairTurns) -> None:
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
