"""Who asks is known by their token, under an id that can't be worked out, without asking the database again."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from api.access.token_owner import TokenOwner, TokenOwners
from api.access.tokens import NoToken, Role, Tokens
from domain.directory.use_cases import DirectoryUseCases, UserProfile
from domain.kernel.clock import system_clock
from event_log.application import Ringlog
from event_log.recorder import Recorder
from event_log.vault.identities import VaultIdentities
from event_log.vault.keys import Keys
from runtime.signing.signing_key import Algorithm, SigningKey
from tests.patience import eventually_async
from tests.people import CAUSE

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = SigningKey.load("a shared secret of at least 32 bytes", Algorithm.HS256)


@dataclass
class Process:
    """One that recognises whoever comes, and counts what it asks the database."""

    log: Ringlog
    asked: int = 0

    def __post_init__(self) -> None:
        self.tokens = Tokens(KEY, audience="ringlog", issuer=None, clock=lambda: NOW)
        self.identities = VaultIdentities(self.ask, lambda: 0)
        self.keys = Keys(self.ask)
        self.keys.tell(self.identities.let_go)
        self.owners = TokenOwners(self.tokens, self.identities)

    def ask(self, query: str, parameters: Any) -> list[tuple[Any, ...]]:
        self.asked += 1
        assert isinstance(self.log.recorder, Recorder)
        return self.log.recorder.ask(query, parameters)

    async def recognise(self, name: str, role: Role = Role.MEMBER) -> TokenOwner:
        return await self.owners.recognise(self.tokens.issue(name, role, HOUR))

    def register(self, name: str) -> UUID:
        users = [UserProfile(name, name.title())]
        return DirectoryUseCases(self.log, system_clock).upsert_users(users=users, cause=CAUSE).answer[0]

    def erase(self, id_: UUID) -> None:
        self.keys.destroy([id_])
        self.identities.forget([id_])


@pytest.fixture
def log(database_url: str) -> Iterator[Ringlog]:
    """An empty one."""
    with Ringlog(env={"DATABASE_URL": database_url}) as application:
        yield application


@pytest.fixture
def process(log: Ringlog) -> Process:
    return Process(log)


async def test_a_token_is_its_users(process: Process) -> None:
    ada = process.register("ada")
    assert ada.version == 4
    assert await process.recognise("ada", Role.ADMIN) == TokenOwner(ada, "ada", Role.ADMIN, NOW + HOUR)


async def test_a_token_that_is_not_good_is_nobodys(process: Process) -> None:
    with pytest.raises(NoToken):
        await process.owners.recognise(None)
    assert process.asked == 0


async def test_whoever_is_not_in_the_directory_is_the_same_every_time_and_in_each_process(
    process: Process, log: Ringlog
) -> None:
    iris = (await process.recognise("iris", Role.AUDITOR)).user_id
    assert (await process.recognise("iris")).user_id == iris
    assert (await Process(log).recognise("iris")).user_id == iris
    assert (await process.recognise("chat", Role.SERVICE)).user_id != iris


async def test_whoever_had_a_token_first_keeps_the_id_in_the_directory(process: Process) -> None:
    early = await process.recognise("ada")
    assert process.register("ada") == early.user_id
    assert await process.recognise("ada") == early


async def test_the_database_is_not_asked_again_for_whoever_was_here(process: Process) -> None:
    first = await process.recognise("ada")
    asked = process.asked
    assert [await process.recognise("ada") for _ in range(100)] == [first] * 100
    assert process.asked == asked


async def test_whoever_was_erased_is_somebody_else(process: Process) -> None:
    ada, grace = await process.recognise("ada"), await process.recognise("grace")
    process.erase(ada.user_id)
    again = await process.recognise("ada")
    assert again.user_id != ada.user_id
    assert await process.recognise("ada") == again
    assert await process.recognise("grace") == grace
    assert process.register("ada") == again.user_id


async def test_a_database_that_is_slow_to_answer_holds_up_nobody_else(process: Process, database_url: str) -> None:
    ada = await process.recognise("ada")
    with psycopg.connect(database_url) as connection:
        connection.execute("LOCK TABLE vault.identities")
        asked = process.asked
        waiting = asyncio.create_task(process.recognise("grace"))
        await eventually_async(lambda: process.asked > asked)
        assert await process.recognise("ada") == ada
        assert not waiting.done()
    assert (await waiting).user_id != ada.user_id
