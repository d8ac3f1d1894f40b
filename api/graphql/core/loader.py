"""Batched loading: what many resolvers of one execution ask for at the same time becomes one question."""

from asyncio import Future
from collections.abc import Awaitable, Callable, Generator, Hashable
from typing import Any, TypeAlias, TypeVar

from strawberry.dataloader import DataLoader

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
R = TypeVar("R")
Soon: TypeAlias = R | Awaitable[R]


def nothing(_: object) -> bool:
    """Of which things there is nothing at hand: all of them."""
    return False


class Loader(DataLoader[K, T]):
    """Strawberry's. What is at hand it answers at once, and doesn't wait for others to ask for something too."""

    def __init__(self, load: Callable[[list[K]], Awaitable[list[T]]], at_hand: Callable[[K], bool] = nothing) -> None:
        """`at_hand`: for which keys `load` waits for nothing."""
        super().__init__(load)
        self._load = load
        self._at_hand = at_hand

    def load(self, key: K) -> Awaitable[T]:
        """Raises what loading raises of what is at hand."""
        if self.cache_map.get(key) is None and self._at_hand(key):
            self.prime(key, _answer(self._load([key]))[0])
        return super().load(key)

    def picked(self, key: K, pick: Callable[[T], R]) -> Soon[R]:
        """What `pick` makes of what is loaded: at once if that is there, so that nobody has to wait."""
        known: Awaitable[T] | None = self.cache_map.get(key)
        if known is None and self._at_hand(key):
            known = self.load(key)
        if isinstance(known, Future) and known.done() and not known.cancelled():
            return pick(known.result())
        return self._picked_later(key, pick)

    async def _picked_later(self, key: K, pick: Callable[[T], R]) -> R:
        return pick(await self.load(key))


def _answer(ready: Awaitable[R]) -> R:
    """Of what has nothing to wait for."""
    steps: Generator[Any, None, R] = ready.__await__()
    try:
        next(steps)
    except StopIteration as end:
        answer: R = end.value
        return answer
    raise RuntimeError("What was said to be at hand has to be waited for.")
