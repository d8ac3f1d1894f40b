import asyncio

from strawberry.utils.await_maybe import await_maybe

from api.graphql.core.loader import Loader

ASKED: list[list[int]] = []


async def squares(numbers: list[int]) -> list[int]:
    ASKED.append(numbers)
    return [number**2 for number in numbers]


async def waited_for(numbers: list[int]) -> list[int]:
    await asyncio.sleep(0)
    return await squares(numbers)


async def test_what_is_at_hand_is_there_without_waiting() -> None:
    loader = Loader(squares, lambda number: number < 10)
    assert loader.picked(3, str) == "9"
    assert await loader.load(3) == 9


async def test_what_is_not_at_hand_is_asked_for_together() -> None:
    ASKED.clear()
    loader = Loader(waited_for)
    picked = [await_maybe(loader.picked(number, str)) for number in (3, 4)]
    assert await asyncio.gather(*picked) == ["9", "16"]
    assert ASKED == [[3, 4]]


async def test_what_was_loaded_is_there_without_waiting() -> None:
    loader = Loader(waited_for)
    await loader.load(3)
    assert loader.picked(3, str) == "9"


async def test_what_nobody_waited_for_to_the_end_is_asked_for_again() -> None:
    loader = Loader(waited_for)
    waiting = asyncio.ensure_future(loader.load(3))
    waiting.cancel()
    assert await await_maybe(loader.picked(3, str)) == "9"


async def test_what_is_being_loaded_when_it_comes_to_hand_is_waited_for() -> None:
    at_hand: set[int] = set()
    loader = Loader(waited_for, at_hand.__contains__)
    waiting = loader.load(3)
    at_hand.add(3)
    assert await await_maybe(loader.picked(3, str)) == "9"
    assert await waiting == 9
