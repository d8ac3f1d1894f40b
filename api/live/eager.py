"""Running something awaitable right now, as far as it goes without waiting."""

from collections.abc import Awaitable, Generator
from functools import partial
from typing import Any


def run_eagerly(awaitable: Awaitable[None]) -> Awaitable[None] | None:
    """Run up to where it first waits; None if it got through, else the rest of it, to be awaited.

    A send to a socket that has room does not wait, and then needs no task of its own: that saves most of the cost of
    sending one small message to each of many sockets. Raises what the awaitable raises.
    """
    steps = awaitable.__await__()
    try:
        awaited = next(steps)
    except StopIteration:
        return None
    return _Rest(steps, awaited)


class _Rest:
    """What is left to do once `awaited` is there."""

    def __init__(self, steps: Generator[Any, None, None], awaited: Any) -> None:
        self._steps = steps
        self._awaited = awaited

    def __await__(self) -> Generator[Any, None, None]:
        awaited = self._awaited
        while True:
            resume: partial[Any] = partial(next, self._steps)
            try:
                yield awaited
            except BaseException as error:  # noqa: BLE001 - a cancellation too belongs to whoever waits
                resume = partial(self._steps.throw, error)
            try:
                awaited = resume()
            except StopIteration:
                return
