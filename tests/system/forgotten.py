"""Somebody all of whose texts have the same 32 characters in them, which are then looked for on disk."""

import secrets
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from api.access.tokens import Role
from tests.system.device import Device
from tests.system.running import RINGLOG, Running
from tests.system.town import Town

UNLOGGED = """
    SELECT pg_relation_filepath(oid) FROM pg_class
    WHERE relpersistence = 'u' AND pg_relation_filepath(oid) IS NOT NULL
"""
SEEN = """query ($call: ID!, $room: ID!, $user: ID!) {
    call(id: $call) { title thread { messages { nodes { text } } } }
    room: node(id: $room) { ... on Room { name externalId state } }
    user: node(id: $user) { ... on User { name externalId active } }
}"""
KEPT = "What Grace says stays."


@dataclass(frozen=True)
class Marked:
    """A person, what they are called in every way, and what they have left behind."""

    marker: str
    user_id: str
    room_id: str
    call_id: str

    @property
    def external_id(self) -> str:
        return f"x-{self.marker}"


async def live(town: Town) -> Marked:
    """They are registered and renamed, call Grace, and write to each other."""
    marker = secrets.token_hex(16)
    named = {"externalId": f"x-{marker}", "name": f"Name {marker}", "avatarUrl": f"https://chat.example.org/{marker}"}
    room = {"externalId": f"r-{marker}", "kind": "DIRECT", "name": f"Grace, {marker}"}
    async with town.device("chat", Role.SERVICE) as chat:
        (user_id,) = (await chat.change("upsertUsers", "userIds", users=[named]))["userIds"]
        await chat.change("upsertUsers", "userIds", users=[named | {"name": f"Other {marker}"}])
        members = [named["externalId"], town.id("Grace")]
        made = await chat.change("upsertRooms", "roomIds", rooms=[room | {"memberExternalIds": members}])
    token = town.running.token(named["externalId"])
    async with Device(town.running.address, token) as own, town.device("Grace") as grace:
        (room_id,) = made["roomIds"]
        device, title = f"device-{marker}", f"Title {marker}"
        call = await own.change("startCall", "callId", f"a-{marker}", roomId=room_id, deviceId=device, title=title)
        call_id = call["callId"]
        await own.change("changePreferences", "preferences { ringTone }", f"b-{marker}", ringTone=f"tone-{marker}")
        await own.change("react", "callId", f"c-{marker}", callId=call_id, emoji=marker)
        await own.change("postMessage", "messageId", f"d-{marker}", callId=call_id, text=f"Text {marker}")
        await grace.change("postMessage", "messageId", callId=call_id, text=KEPT)
        await own.change("endCall", "callId", f"e-{marker}", callId=call_id)
    return Marked(marker, user_id, room_id, call_id)


async def seen_by_grace(town: Town, marked: Marked) -> dict[str, Any]:
    async with town.device("Grace") as grace:
        return await grace.ask(SEEN, call=marked.call_id, room=marked.room_id, user=marked.user_id)


def ringlog(running: Running, *arguments: str, exit_code: int = 0) -> str:
    """What a command prints."""
    command = [str(RINGLOG), *arguments]
    done = subprocess.run(command, env=running.environment, capture_output=True, text=True, check=False)
    assert done.returncode == exit_code, done.stderr
    return done.stdout


def on_disk(running: Running, marker: str, *, but_for: frozenset[Path] = frozenset()) -> list[Path]:
    """All files of an installation that have it: its database with all logs of that, its data, what it printed."""
    found = []
    for file in running.folder.rglob("*"):
        with suppress(FileNotFoundError):  # meanwhile
            if file.is_file() and file not in but_for and marker.encode() in file.read_bytes():
                found.append(file)
    return found


def unlogged(running: Running) -> frozenset[Path]:
    """The files of the tables that a crash empties, as no log and no base backup has them."""
    with psycopg.connect(running.postgres.url(), autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        (folder,) = connection.execute("SHOW data_directory").fetchone() or ()
        return frozenset(Path(folder) / path for (path,) in connection.execute(UNLOGGED))
