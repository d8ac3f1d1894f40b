"""Ending tasks: whoever owns one knows when it has ended, and how."""

import asyncio
from contextlib import suppress

import pytest

from runtime.tasks import ended


async def asking(answers: "asyncio.Queue[asyncio.Future[None]]") -> None:
    """Asks again and again, as a listener does, and takes a cancellation in the middle of an answer for none."""
    while True:
        answer = asyncio.get_running_loop().create_future()
        answers.put_nowait(answer)
        try:
            await answer
        except asyncio.CancelledError:
            if not answer.done() or answer.cancelled():
                raise


async def test_a_task_that_is_cancelled_just_as_its_answer_comes_ends_all_the_same() -> None:
    answers: asyncio.Queue[asyncio.Future[None]] = asyncio.Queue()
    task = asyncio.create_task(asking(answers))
    (await answers.get()).set_result(None)
    task.cancel()
    await asyncio.wait({task}, timeout=0.05)
    assert not task.done()
    async with asyncio.timeout(10):
        await ended(task)
    assert task.cancelled()


async def test_whoever_ends_a_task_hears_what_it_failed_with() -> None:
    async def fail() -> None:
        raise LookupError("lost")

    fine, failing = asyncio.create_task(asyncio.sleep(10)), asyncio.create_task(fail())
    await asyncio.wait({failing})
    with pytest.raises(LookupError, match="lost"):
        await ended(fine, failing)
    assert fine.cancelled()


async def test_a_task_may_clean_up_before_it_ends() -> None:
    cleaned = []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(0.01)
            cleaned.append("up")

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    await ended(task)
    assert cleaned == ["up"]
