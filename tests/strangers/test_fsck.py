"""Tessera's checker, which knows nothing of Ringlog, reads the log of a real installation and checks all of it."""

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.access.tokens import Role
from proof.notes.checkpoint import Checkpoint
from proof.notes.signed_note import SignedNote
from tests.clients.workshop import needs_go
from tests.patience import eventually
from tests.strangers.building import built
from tests.system.running import PATIENCE, Running

pytestmark = [pytest.mark.strangers, pytest.mark.system, pytest.mark.timeout(600), needs_go]

USERS = 600
UPSERT = "mutation ($in: UpsertUsersInput!) { upsertUsers(input: $in) { __typename } }"


@pytest.fixture(scope="module")
def fsck(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("./fsck", tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """With a log of some hundred events, all of which are published."""
    installation = Running(tmp_path_factory.mktemp("running"), LOG_PUBLIC="true")
    try:
        installation.start()
        for first in range(0, USERS, 200):
            upsert(installation, range(first, first + 200))
        eventually(lambda: published_size(installation) > USERS, PATIENCE)
        yield installation
    finally:
        installation.end()


def upsert(installation: Running, numbers: range) -> None:
    users = [{"externalId": f"user-{nr}", "name": f"User {nr}"} for nr in numbers]
    body = json.dumps({"query": UPSERT, "variables": {"in": {"users": users}}}).encode()
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {installation.token('chat', Role.SERVICE)}",
    }
    request = urllib.request.Request(f"http://{installation.address}/graphql", body, headers)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        assert json.load(answer)["data"]["upsertUsers"]["__typename"] == "UpsertUsersPayload"


def read(installation: Running, path: str) -> bytes:
    with urllib.request.urlopen(f"http://{installation.address}/log/{path}", timeout=PATIENCE) as answer:
        content: bytes = answer.read()
    return content


def published_size(installation: Running) -> int:
    try:
        return Checkpoint.parse(SignedNote.parse(read(installation, "checkpoint")).text).size
    except urllib.error.HTTPError:
        return 0


@pytest.fixture
def checked(fsck: Path, running: Running) -> Callable[[], tuple[int, str]]:
    """How the checker ends, and what it says."""

    def check() -> tuple[int, str]:
        key = read(running, "vkey").decode().strip()
        command = [str(fsck), f"http://{running.address}/log/", key]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
        return done.returncode, done.stderr

    return check


@pytest.fixture
def execute(running: Running) -> Callable[[str], Any]:
    """A statement, behind our back."""

    def executed(statement: str) -> None:
        with psycopg.connect(running.postgres.url(), autocommit=True) as connection:
            assert connection.execute(statement).rowcount >= 1

    return executed


def test_an_intact_log_is_found_to_be(checked: Callable[[], tuple[int, str]]) -> None:
    code, said = checked()
    assert code == 0, said


FORGERIES = {
    "a microsecond": (
        "UPDATE log.events SET recorded_at = recorded_at + interval '1 us' WHERE position = 300",
        "UPDATE log.events SET recorded_at = recorded_at - interval '1 us' WHERE position = 300",
    ),
    "a blank": (
        "UPDATE log.events SET state = (' ' || state::text)::json WHERE position = 20",
        "UPDATE log.events SET state = substr(state::text, 2)::json WHERE position = 20",
    ),
    "a hash": (
        "UPDATE proof.tiles SET hashes = set_byte(hashes, 99, get_byte(hashes, 99) # 1) WHERE (level, index) = (0, 1)",
        "UPDATE proof.tiles SET hashes = set_byte(hashes, 99, get_byte(hashes, 99) # 1) WHERE (level, index) = (0, 1)",
    ),
    "a removed row": (
        "DELETE FROM log.events WHERE position = 300",
        "",
    ),
}


@pytest.mark.parametrize("what", FORGERIES)
def test_what_is_changed_behind_our_back_is_found(
    checked: Callable[[], tuple[int, str]], execute: Callable[[str], Any], what: str
) -> None:
    forge, repair = FORGERIES[what]
    execute(forge)
    code, said = checked()
    assert code == 1, said
    if repair:
        execute(repair)
        code, said = checked()
        assert code == 0, said
