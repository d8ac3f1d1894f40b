"""What every use case shares: at most once per idempotency key, again when others were first, all or nothing."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from typing import Any, Concatenate, NamedTuple, NotRequired, ParamSpec, TypedDict, TypeVar, overload
from uuid import UUID

from domain.kernel.aggregate import Root
from domain.kernel.clock import Clock
from domain.kernel.ids import request_id
from domain.kernel.log import Log, until_recorded
from domain.kernel.occasion import Cause, Occasion
from domain.kernel.request import Request

P = ParamSpec("P")
S = TypeVar("S", bound="UseCases")


@dataclass(frozen=True)
class RequestKey:
    """A client's idempotency key, and a hash of the operation and input that it stands for."""

    key: str
    fingerprint: str


class Asked(TypedDict):
    """What whoever asks for a use case says besides what it is about: why, and their idempotency key if any."""

    cause: Cause
    key: NotRequired[RequestKey | None]


class Reported(TypedDict):
    """What whoever reports says besides what it is about: why, and when it happened."""

    cause: Cause
    at: datetime


class Decision(NamedTuple):
    """What a use case decided: the ids it answers with, and the aggregates that have something to record."""

    answer: tuple[UUID, ...]
    changed: tuple[Root, ...]


class Done(NamedTuple):
    """A use case's answer, and the log position from which on a view shows its effect."""

    answer: tuple[UUID, ...]
    position: int


class UseCases:
    """Base of all use cases: each is a method marked with `use_case`."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self.log = log
        self.clock = clock

    def attempt(
        self,
        decide: Callable[[Occasion], Decision],
        cause: Cause,
        key: RequestKey | None = None,
        at: datetime | None = None,
    ) -> Done:
        """Decide on what is recorded now, and record it; the earlier answer if the key was used for the same before.

        at: when it happened; now, if that is not said.
        """
        if (earlier := self.earlier(cause, key)) is not None:
            return Done(earlier.outcome, self.log.end_of_log())
        on = Occasion(at or self.clock(), cause)
        answer, changed = decide(on)
        if key is not None:
            handled = Request.handle(on, key=key.key, fingerprint=key.fingerprint, outcome=answer)
            changed = (*changed, handled)
        position = self.log.commit(*changed).position
        return Done(answer, self.log.end_of_log() if position is None else position)

    def earlier(self, cause: Cause, key: RequestKey | None = None) -> Request | None:
        """The request with this key that was handled before. Raises IdempotencyKeyReused if it was for another."""
        earlier = None if key is None else self.log.look_up(Request, request_id(cause.actor, key.key))
        if key is not None and earlier is not None:
            earlier.require_same(key.fingerprint)
        return earlier


@overload
def use_case(decide: Callable[Concatenate[S, Occasion, P], Decision], /) -> Callable[Concatenate[S, P], Done]: ...


@overload
def use_case(
    *, turn: str
) -> Callable[[Callable[Concatenate[S, Occasion, P], Decision]], Callable[Concatenate[S, P], Done]]: ...


def use_case(decide: Any = None, /, *, turn: str | None = None) -> Any:
    """Make a method that decides into a use case: all that it decided is recorded, or nothing is.

    The method gets the occasion of its decision, made of what `Asked` or `Reported` say, and is called again if another
    use case recorded first.

    turn: the argument that names the stream which many record to at once; in one process they take turns at it.
    """
    return partial(_use_case, turn=turn) if decide is None else _use_case(decide, turn)


def _use_case(decide: Callable[..., Decision], turn: str | None) -> Callable[..., Done]:
    @wraps(decide)
    def perform(use_cases: UseCases, /, **said: Any) -> Done:
        asked = {name: said.pop(name) for name in ("cause", "key", "at") if name in said}
        with nullcontext() if turn is None else use_cases.log.turns.at(said[turn]):
            return until_recorded(lambda: use_cases.attempt(lambda on: decide(use_cases, on, **said), **asked))

    return perform
