"""An installation that moves by `ringlog export` and `ringlog import`, and a call that is replayed in a sandbox."""

import json
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.access.tokens import Role
from api.graphql.core.ids import local_id
from proof.notes.checkpoint import Checkpoint
from proof.notes.signed_note import SignedNote
from tests.patience import eventually
from tests.system.device import Device, Refused
from tests.system.running import PATIENCE, RINGLOG, Part, Running
from tests.system.shown import log_of
from tests.system.town import Town

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine


def ringlog(running: Running, *arguments: object) -> str:
    command = [str(RINGLOG), *map(str, arguments)]
    done = subprocess.run(
        command, env=running.environment, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def fetched(running: Running, path: str) -> bytes:
    with urllib.request.urlopen(f"http://{running.address}{path}", timeout=10) as answer:
        content: bytes = answer.read()
        return content


def health(running: Running) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fetched(running, "/health"))
    return found


def signed(running: Running) -> Checkpoint:
    return Checkpoint.parse(SignedNote.parse(fetched(running, "/log/checkpoint")).text)


async def test_a_moved_installation_goes_on_as_the_same_log(town: Town, running: Running, tmp_path: Path) -> None:
    async with town.device("Ada") as ada:
        before = await ada.start(await ada.room(town.id("Ada, Grace")), title="Before")
        await ada.leave(before)
    size = health(town.running)["followers"][0]["position"]
    eventually(lambda: signed(town.running).size >= size, PATIENCE)
    running.data.mkdir(parents=True)
    for name in ("log.key", "log.checkpoint"):
        shutil.copy(town.running.data / name, running.data / name)
    file, key = tmp_path / "all.ringlog", tmp_path / "transfer.key"
    ringlog(town.running, "export", "log", "-o", file, "--with-keys", key)
    running.settings["RINGLOG_VAULT_KEY_FILE"] = str(running.data / "vault.key")
    imported = ringlog(running, "import", file, "--with-keys", key)
    running.start()
    last = signed(running)
    assert f"It goes on as {last.origin}" in imported
    async with Device(running.address, running.token(town.id("Ada"))) as ada:
        shown = await log_of(ada, before["callId"])
        assert shown["title"] == "Before"
        await ada.leave(await ada.start(await ada.room(town.id("Ada, Grace")), title="After"))
    eventually(lambda: signed(running).size > last.size, PATIENCE)
    assert signed(running).origin == signed(town.running).origin
    found = health(running)
    assert (found["sandbox"], found["checkpoints"]["problem"]) == (False, None)
    assert "The log is intact" in ringlog(running, "audit", "verify")
    running.stop()


async def test_a_call_is_looked_at_in_a_served_sandbox(town: Town, running: Running, tmp_path: Path) -> None:
    async with town.device("Ada") as ada:
        call_id = (await ada.start(await ada.room(town.id("Ada, Grace"))))["callId"]
    call = local_id("Call", call_id)
    with psycopg.connect(town.running.postgres.url()) as connection:
        row = connection.execute("SELECT max(position) FROM log.events").fetchone()
    assert row is not None
    eventually(lambda: signed(town.running).size >= row[0], PATIENCE)
    ringlog(town.running, "export", "call", call, "-o", tmp_path / "call.ringlog")
    ringlog(running, "import", tmp_path / "call.ringlog", "--sandbox")
    running.start()
    found = health(running)
    assert (found["healthy"], found["sandbox"]) == (True, True)
    assert {each["follower"] for each in found["followers"]} == {"views", "changes"}
    eventually(lambda: "Sandbox        nothing is changed here" in running.log(), PATIENCE)
    assert "UDP port" not in running.log()
    assert running.processes(Part.MEDIA)
    async with Device(running.address, running.token(town.id("Iris"), Role.AUDITOR)) as iris:
        assert await iris.ask("{ viewer { role } }") == {"viewer": {"role": "AUDITOR"}}
    async with Device(running.address, running.token(town.id("Ada"))) as ada:
        with pytest.raises(Refused, match="LOG_IS_READ_ONLY"):
            await ada.change("endCall", "callId", callId=call_id)
    running.stop()
