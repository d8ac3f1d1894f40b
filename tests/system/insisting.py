"""People who give commands with idempotency keys, and repeat each until it is answered, whatever is down meanwhile."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from gql.transport.exceptions import TransportError, TransportQueryError

from api.graphql.core.ids import local
from tests.patience import STEP
from tests.system.device import Refused
from tests.system.town import Town

Answer = dict[str, Any]
VIEWER = "{ viewer { user { id } } }"
ROOM = "query ($id: String!) { roomByExternalId(externalId: $id) { id } }"
RINGS_OF_CALL = "query ($id: ID!) { call(id: $id) { state rings { id } } }"


@dataclass(frozen=True)
class Acknowledged:
    """A command that was answered with these ids."""

    command: str
    by: UUID
    key: str
    ids: tuple[UUID, ...]


class Person:
    """What was acknowledged goes to `acknowledged`; a refusal is an answer too, of which nothing is expected."""

    def __init__(self, town: Town, name: str, acknowledged: list[Acknowledged]) -> None:
        self.device = town.device(name)
        self._acknowledged = acknowledged

    async def room(self, external_id: str) -> str:
        """The id of a room that the chat product calls so."""
        answer = await insist(lambda: self.device.ask(ROOM, id=external_id))
        room_id: str = answer["roomByExternalId"]["id"]
        return room_id

    async def start(self, room_id: str) -> Answer | None:
        return await self._give("start", lambda key: self.device.start(room_id, key=key))

    async def join(self, call_id: str) -> Answer | None:
        return await self._give("join", lambda key: self.device.join(call_id, key=key))

    async def accept(self, ring_id: str) -> Answer | None:
        return await self._give("accept", lambda key: self.device.accept(ring_id, key=key))

    async def decline(self, ring_id: str) -> Answer | None:
        return await self._give("decline", lambda key: self.device.decline(ring_id, key=key))

    async def leave(self, entered: Answer) -> Answer | None:
        return await self._give("leave", lambda key: self.device.leave(entered, key=key))

    async def ring_of(self, call_id: str) -> str:
        """The ring of a direct call, once the views show it."""
        while True:
            answer = await insist(lambda: self.device.ask(RINGS_OF_CALL, id=call_id))
            if answer["call"] is not None and answer["call"]["rings"]:
                ring_id: str = answer["call"]["rings"][0]["id"]
                return ring_id
            await asyncio.sleep(STEP)

    async def until_ended(self, call_id: str) -> None:
        while True:
            answer = await insist(lambda: self.device.ask(RINGS_OF_CALL, id=call_id))
            if answer["call"] is not None and answer["call"]["state"] == "ENDED":
                return
            await asyncio.sleep(STEP)

    async def _give(self, command: str, change: Callable[[str], Awaitable[Answer]]) -> Answer | None:
        key = str(uuid4())
        try:
            answer = await insist(lambda: change(key))
        except Refused:
            return None
        viewer = (await insist(lambda: self.device.ask(VIEWER)))["viewer"]["user"]
        by = local(viewer["id"])
        assert by is not None
        named = (local(value) for name, value in answer.items() if name != "__typename")
        self._acknowledged.append(Acknowledged(command, by.id, key, tuple(each.id for each in named if each)))
        return answer


async def insist(attempt: Callable[[], Awaitable[Answer]]) -> Answer:
    """Again until there is an answer: no connection, a broken one, or a database that is away says nothing of it."""
    while True:
        try:
            return await attempt()
        except TransportQueryError as problem:
            if not all(_worth_repeating(error) for error in problem.errors or [{}]):
                raise
        except TransportError:
            pass
        await asyncio.sleep(STEP)


async def call_in_pairs(
    caller: Person, callee: Person, room_id: str, chance: random.Random, stop: asyncio.Event
) -> None:
    """One rings the other, who accepts, declines, or lets it run out; or the caller gives up; again and again."""
    while not stop.is_set():
        entered = await caller.start(room_id)
        if entered is None:
            continue
        ring_id = await callee.ring_of(entered["callId"])
        match chance.choice(("accept", "decline", "give up", "run out")):
            case "accept":
                accepted = await callee.accept(ring_id)
                if accepted is not None and chance.random() < 0.5:
                    await callee.leave(accepted)
                await caller.leave(entered)
            case "decline":
                await callee.decline(ring_id)
            case "give up":
                await caller.leave(entered)
        await caller.until_ended(entered["callId"])


async def come_and_go(person: Person, room_id: str, chance: random.Random, stop: asyncio.Event) -> None:
    """Start the room's call or join the one that is on, come in once more, and leave."""
    while not stop.is_set():
        entered = await person.start(room_id)
        if entered is not None and chance.random() < 0.5:
            entered = await person.join(entered["callId"]) or entered
        if entered is not None:
            await person.leave(entered)


def _worth_repeating(error: dict[str, Any]) -> bool:
    """Whether the server says to ask again, or met a fault on its way down."""
    code = error.get("extensions", {}).get("code")
    return code in ("UNAVAILABLE", "OUTCOME_UNKNOWN") or error.get("message") == "internal error"
