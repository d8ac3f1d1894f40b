"""`ringlog serve` from any checkout, with victims in one room and attackers in another."""

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import TOO_MANY_REQUESTS
from pathlib import Path
from socket import SOCK_DGRAM, SOCK_STREAM
from typing import Any
from uuid import uuid4

from api.access.tokens import Role, Tokens
from runtime.signing.signing_key import Algorithm, SigningKey
from tests.system.running import free_port

SECRET = "a secret of at least thirty-two bytes, for attacks"
PATIENCE = 90.0  # seconds
VICTIMS = tuple(f"victim-{number}" for number in range(5))
ATTACKERS = tuple(f"mallory-{number}" for number in range(24))
MALLORY = ATTACKERS[0]
QUIET, LOUD = "quiet", "loud"


@dataclass(frozen=True)
class Target:
    """What victims and attackers know: plain data, for processes of their own."""

    port: int
    tokens: dict[str, str]
    rooms: dict[str, str] = field(default_factory=dict)
    """Global ids, by name."""

    def ask(self, query: str, by: str, **variables: Any) -> dict[str, Any]:
        """The data of an answer. Whoever asked too often by then comes back when they are told to."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            json.dumps({"query": query, "variables": variables}).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {self.tokens[by]}"},
        )
        result: dict[str, Any] = json.loads(_answered(request))
        assert not result.get("errors"), result
        data: dict[str, Any] = result["data"]
        return data

    def change(self, mutation: str, selection: str, by: str, **given: Any) -> dict[str, Any]:
        """A mutation's payload."""
        kind = mutation[0].upper() + mutation[1:]
        document = f"""mutation ($input: {kind}Input!) {{ {mutation}(input: $input) {{
            ... on {kind}Payload {{ {selection} }} ... on Refusal {{ code message }} }} }}"""
        answer: dict[str, Any] = self.ask(document, by, input=given)[mutation]
        assert "code" not in answer, answer
        return answer

    def enter(self, room: str, by: str, device: str = "phone") -> dict[str, str]:
        """Start the room's call, or join it: `callId` and `sessionId`."""
        given: dict[str, Any] = {
            "roomId": self.rooms[room],
            "deviceId": device,
            "idempotencyKey": str(uuid4()),
            "microphone": True,
        }
        return self.change("startCall", "callId sessionId", by, **given)


def _answered(request: urllib.request.Request) -> bytes:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                body: bytes = answer.read()
                return body
        except urllib.error.HTTPError as refusal:
            with refusal:
                if refusal.code != TOO_MANY_REQUESTS or time.monotonic() > until:
                    raise RuntimeError(refusal.read().decode()) from None  # the error itself can't leave the process
            time.sleep(float(refusal.headers["Retry-After"]))


@contextmanager
def installed(ringlog: Path, folder: Path) -> Iterator[Target]:
    """A fresh installation that is healthy and furnished; ended with all its processes."""
    folder.mkdir(parents=True)
    settings = {
        "RINGLOG_DATA_FOLDER": str(folder / "data"),
        "RINGLOG_PORT": str(free_port(SOCK_STREAM)),
        "RINGLOG_JWT_KEY": SECRET,
        "RINGLOG_MEDIA_HOST": "127.0.0.1",
        "RINGLOG_MEDIA_UDP_PORT": str(free_port(SOCK_DGRAM)),
        "RINGLOG_LOG_LEVEL": "warning",
    }
    others = {name: value for name, value in os.environ.items() if not name.upper().startswith(("RINGLOG_", "PYTHON"))}
    with (folder / "serve.log").open("wb") as log:
        serve = subprocess.Popen([ringlog, "serve"], env={**others, **settings}, stdout=log, stderr=log, cwd=folder)
        try:
            target = Target(int(settings["RINGLOG_PORT"]), dict(issued()))
            _wait_until_healthy(target.port, serve)
            yield furnished(target)
        finally:
            serve.terminate()
            serve.wait(PATIENCE)


def issued(secret: str = SECRET) -> Iterator[tuple[str, str]]:
    """Names and tokens."""
    tokens = Tokens(SigningKey.load(secret, Algorithm.HS256), audience="ringlog", issuer=None)
    roles = {"chat": Role.SERVICE, **dict.fromkeys((*VICTIMS, *ATTACKERS), Role.MEMBER)}
    for name, role in roles.items():
        yield name, tokens.issue(name, role, timedelta(hours=12))


def _wait_until_healthy(port: int, serve: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        assert serve.poll() is None, "ringlog serve has ended"
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
            return
        assert time.monotonic() < deadline, "ringlog serve doesn't become healthy"
        time.sleep(0.2)


def furnished(target: Target) -> Target:
    """With the rooms, in which victims and attackers are apart."""
    users = [{"externalId": name, "name": name} for name in (*VICTIMS, *ATTACKERS)]
    members = {QUIET: VICTIMS, LOUD: ATTACKERS}
    rooms = [
        {"externalId": room, "kind": "CHANNEL", "name": room, "memberExternalIds": names}
        for room, names in members.items()
    ]
    target.change("upsertUsers", "userIds", "chat", idempotencyKey="u", users=users)
    answer = target.change("upsertRooms", "roomIds", "chat", idempotencyKey="r", rooms=rooms)
    return Target(target.port, target.tokens, dict(zip(members, answer["roomIds"], strict=True)))
