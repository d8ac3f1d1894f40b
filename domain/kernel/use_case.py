"""What every use case shares: at most once per idempotency key, again when others were first, all or nothing."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from domain.kernel.aggregate import Root
from domain.kernel.clock import Clock
from domain.kernel.ids import request_id
from domain.kernel.log import Log, until_recorded
from domain.kernel.occasion import Cause, Occasion
from domain.kernel.request import Request


@dataclass(frozen=True)
class RequestKey:
    """A client's idempotency key, and a hash of the operation and input that it stands for."""

    key: str
    fingerprint: str


class Decision(NamedTuple):
    """What a use case decided: the ids it answers with, and the aggregates that have something to record."""

    answer: tuple[UUID, ...]
    changed: tuple[Root, ...]


class Done(NamedTuple):
    """A use case's answer, and the log position from which on a view shows its effect."""

    answer: tuple[UUID, ...]
    position: int


class UseCases:
    """Base of the services."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self.log = log
        self.clock = clock

    def _perform(
        self,
        decide: Callable[[], Decision],
        cause: Cause,
        key: RequestKey | None = None,
        contended: UUID | None = None,
    ) -> Done:
        """Decide on what is recorded now, record it, and start over if another use case recorded first.

        contended: the stream that many record to at once; in one process they do it in turn.
        """
        turn = nullcontext() if contended is None else self.log.turns.at(contended)
        with turn:
            return until_recorded(lambda: self._attempt(decide, cause, key))

    def _attempt(self, decide: Callable[[], Decision], cause: Cause, key: RequestKey | None) -> Done:
        if key is not None and (earlier := self._earlier(cause, key)) is not None:
            return Done(earlier.outcome, self.log.end_of_log())
        answer, changed = decide()
        if key is not None:
            changed = (*changed, self._handled(cause, key, answer))
        position = self.log.commit(*changed).position
        return Done(answer, self.log.end_of_log() if position is None else position)

    def _earlier(self, cause: Cause, key: RequestKey) -> Request | None:
        earlier = self.log.look_up(Request, request_id(cause.actor, key.key))
        if earlier is not None:
            earlier.require_same(key.fingerprint)
        return earlier

    def _handled(self, cause: Cause, key: RequestKey, answer: tuple[UUID, ...]) -> Request:
        return Request.handle(Occasion(self.clock(), cause), key=key.key, fingerprint=key.fingerprint, outcome=answer)
