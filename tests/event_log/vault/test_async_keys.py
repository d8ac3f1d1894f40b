"""The keys of an event loop: fetched together, and gone within a second of their destruction."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

from event_log.vault.async_keys import AsyncKeys, Row
from event_log.vault.master_key import held


class Elapsed:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Vault:
    """What a database answers, each time after `pauses` were waited for."""

    def __init__(self) -> None:
        self.rows: dict[UUID, tuple[bytes | None, int | None]] = {}
        self.asked = 0
        self.pauses: list[asyncio.Event] = []

    def add(self, *subjects: UUID) -> None:
        self.rows |= {subject: (held().wrap(b"k" * 32, subject), None) for subject in subjects}

    def destroy(self, subject: UUID) -> None:
        self.rows[subject] = None, 1 + max((number or 0 for _, number in self.rows.values()), default=0)

    async def ask(self, _: str, parameters: Any) -> list[Row]:
        self.asked += 1
        newest = max((number or 0 for _, number in self.rows.values()), default=0)
        since = newest if parameters["since"] is None else parameters["since"]
        answer = [
            (subject, key, number)
            for subject, (key, number) in self.rows.items()
            if subject in parameters["lacking"] or (number or 0) >= max(since, 1)
        ]
        if self.pauses:
            await self.pauses.pop(0).wait()
        return answer


async def test_all_keys_are_fetched_at_once_and_then_remembered() -> None:
    vault, ids = Vault(), [uuid4() for _ in range(100)]
    vault.add(*ids)
    keys = AsyncKeys(vault.ask, Elapsed())
    for _ in range(2):
        await keys.fetch(ids)
        assert all(keys.opening((id_,)) for id_ in ids)
    assert vault.asked == 1


async def test_a_destroyed_key_is_let_go_of_after_a_second() -> None:
    vault, elapsed, ada = Vault(), Elapsed(), uuid4()
    vault.add(ada)
    keys = AsyncKeys(vault.ask, elapsed)
    await keys.fetch([ada])
    vault.destroy(ada)
    await keys.fetch([ada])
    assert keys.opening((ada,)) is not None
    elapsed.seconds += 1
    await keys.fetch([ada])
    assert keys.opening((ada,)) is None


async def test_an_answer_that_comes_late_brings_no_destroyed_key_back() -> None:
    vault, ada, grace = Vault(), uuid4(), uuid4()
    vault.add(ada, grace)
    keys = AsyncKeys(vault.ask, Elapsed())
    late = asyncio.Event()
    vault.pauses.append(late)
    first = asyncio.create_task(keys.fetch([ada]))
    await asyncio.sleep(0)
    vault.destroy(ada)
    vault.destroy(grace)
    await keys.fetch([grace])
    late.set()
    await first
    assert keys.opening((ada,)) is None


async def test_keys_are_learnt_anew_from_a_database_that_was_put_back() -> None:
    vault, elapsed, ada, grace = Vault(), Elapsed(), uuid4(), uuid4()
    vault.add(ada, grace)
    earlier = dict(vault.rows)
    keys = AsyncKeys(vault.ask, elapsed)
    vault.destroy(ada)
    await keys.fetch([ada, grace])
    assert keys.opening((ada,)) is None
    vault.rows = earlier
    elapsed.seconds += 1
    await keys.fetch([ada, grace])
    assert keys.opening((ada,)) is not None
    assert keys.opening((grace,)) is not None
