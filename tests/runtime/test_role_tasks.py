"""A role goes on while all its parts do."""

import asyncio

import pytest

from runtime.role_tasks import TaskEnded, run_until


async def for_ever(over: asyncio.Event) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        over.set()


async def broken() -> None:
    raise OSError("the cable was cut")


async def finished() -> None:
    return


async def test_told_to_stop_it_stops_all_parts() -> None:
    stop, over = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(run_until(stop, one=for_ever(over), another=for_ever(over)))
    await asyncio.sleep(0)
    assert not running.done()
    stop.set()
    await running
    assert over.is_set()


async def test_a_part_that_breaks_ends_it_and_says_what_with() -> None:
    over = asyncio.Event()
    with pytest.raises(TaskEnded, match=r"the server has ended: OSError\('the cable was cut'\)") as ended:
        await run_until(asyncio.Event(), the_server=broken(), another=for_ever(over))
    assert isinstance(ended.value.__cause__, OSError)
    assert over.is_set()


async def test_a_part_that_comes_to_its_end_ends_it_too() -> None:
    with pytest.raises(TaskEnded, match="the server has ended by itself"):
        await run_until(asyncio.Event(), the_server=finished(), another=for_ever(asyncio.Event()))
