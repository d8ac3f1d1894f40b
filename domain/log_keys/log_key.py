"""What the log's checkpoints are signed with: its origin, and the keys that were added and retired."""

from typing import Self

from eventsourcing.domain import AggregateCreated

from domain.kernel.aggregate import Root
from domain.kernel.errors import InvalidInput
from domain.kernel.fact import Fact
from domain.kernel.ids import LOG_KEY_ID
from domain.kernel.occasion import Occasion


class LogKey(Root):
    """An installation has one. Keys are public ones, as https://c2sp.org/signed-note writes them: "origin+id+key".

    A checkpoint that a fact names is the newest that was published then, a note with its signatures: what came before
    is tied to what comes after by it, whoever has lost which key.
    """

    class Event(Fact):
        pass

    class OriginChosen(Event, AggregateCreated):
        """The name by which the whole world knows this log."""

        origin: str

    class Added(Event):
        """From now on it signs."""

        verifier_key: str
        checkpoint: str | None

        def apply(self, log_key: "LogKey") -> None:
            log_key.keys = (*log_key.keys, self.verifier_key)

    class Retired(Event):
        """It signs no more. `lost`: nor could it."""

        verifier_key: str
        lost: bool

        def apply(self, log_key: "LogKey") -> None:
            log_key.keys = tuple(key for key in log_key.keys if key != self.verifier_key)
            log_key.retired = (*log_key.retired, self.verifier_key)

    class OriginChanged(Event):
        """The log isn't the one any more that was published: it was put back, and goes on as another."""

        origin: str
        checkpoint: str

        def apply(self, log_key: "LogKey") -> None:
            log_key.former_origins = (*log_key.former_origins, log_key.origin)
            log_key.origin = self.origin

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.keys: tuple[str, ...] = ()
        self.retired: tuple[str, ...] = ()
        self.former_origins: tuple[str, ...] = ()

    @classmethod
    def begin(cls, on: Occasion, *, verifier_key: str) -> Self:
        """Under the name that the key has."""
        begun = cls.began(cls.OriginChosen, LOG_KEY_ID, on, origin=_name(verifier_key))
        begun.add(on, verifier_key=verifier_key, checkpoint=None)
        return begun

    def add(self, on: Occasion, *, verifier_key: str, checkpoint: str | None) -> None:
        """Does nothing if it signs already. Raises InvalidInput."""
        if verifier_key in self.keys:
            return
        if verifier_key in self.retired:
            raise InvalidInput("verifier_key", f"The key {verifier_key} was retired: make a new one.")
        if _name(verifier_key) != self.origin:
            name = _name(verifier_key)
            raise InvalidInput("verifier_key", f"This key signs for {name}, and the log is {self.origin}.")
        self.happened(self.Added, on, verifier_key=verifier_key, checkpoint=checkpoint)

    def retire(self, on: Occasion, *, verifier_key: str, lost: bool) -> None:
        """`verifier_key`: the whole, or its id. Raises InvalidInput if it doesn't sign, or none would."""
        found = [each for each in self.keys if verifier_key in (each, each.split("+")[1])]
        if not found:
            raise InvalidInput("verifier_key", f"No key {verifier_key} signs for this log: {', '.join(self.keys)}.")
        if len(self.keys) == 1:
            raise InvalidInput("verifier_key", f"{found[0]} is the only key: add another before it is retired.")
        self.happened(self.Retired, on, verifier_key=found[0], lost=lost)

    def go_on_as_another(self, on: Occasion, *, verifier_key: str, checkpoint: str) -> None:
        """Under the name that a new key has, with no other key. Raises InvalidInput if that is no new name."""
        origin = _name(verifier_key)
        if origin in (self.origin, *self.former_origins):
            raise InvalidInput("origin", f"This log was {origin} already: give it another name.")
        before = self.keys
        self.happened(self.OriginChanged, on, origin=origin, checkpoint=checkpoint)
        self.add(on, verifier_key=verifier_key, checkpoint=checkpoint)
        for each in before:
            self.happened(self.Retired, on, verifier_key=each, lost=False)


def _name(verifier_key: str) -> str:
    return verifier_key.partition("+")[0]
