"""Whoever does not read is given the newest state when it does, or is closed; nothing piles up for it."""

import asyncio
from collections.abc import MutableMapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from api.live import UsageLimits
from api.live.send_queue import SendQueue
from api.live.state import State
from tests.api.live.conftest import Serve
from tests.api.live.patching import shown_by
from tests.api.live.peer import peer, until
from tests.api.live.sample import World

BOARD = 'subscription { board(room: "lobby") { text } }'
ATTIC = 'subscription { board(room: "attic") { text room a: room b: room c: room d: room e: room f: room } }'
BIG = 1_000_000


class Socket:
    """The sending end of a connection whose other end reads only when told to."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.room = asyncio.Event()

    async def send(self, message: MutableMapping[str, Any]) -> None:
        await self.room.wait()
        self.sent.append(message.get("text") or f"close {message['code']}")
        await asyncio.sleep(0)

    async def drained(self, number: int) -> list[str]:
        await until(lambda: len(self.sent) >= number)
        return self.sent


@dataclass(frozen=True)
class Named:
    """A source of states."""

    name: str

    def message_of(self, state: State) -> str:
        return f"{self.name}:{{{state.payload}}}"


def never() -> None:
    raise AssertionError("too slow")


async def test_a_newer_state_replaces_an_unsent_older_one_of_the_same_subscription() -> None:
    socket = Socket()
    send_queue = SendQueue(socket.send, UsageLimits(), never)
    a, b = Named("a"), Named("b")
    send_queue.put("first")
    for state in ("1", "2", "3"):
        send_queue.put_state(a, State(state))
        send_queue.put_state(b, State(state))
    send_queue.put("last")
    socket.room.set()
    assert await socket.drained(4) == ["first", "a:{3}", "b:{3}", "last"]
    send_queue.put("afterwards")
    assert await socket.drained(5) == ["first", "a:{3}", "b:{3}", "last", "afterwards"]
    await send_queue.stop()


async def test_a_discarded_state_is_not_sent() -> None:
    socket = Socket()
    send_queue = SendQueue(socket.send, UsageLimits(), never)
    send_queue.put("first")
    source = Named("a")
    send_queue.put_state(source, State("1"))
    assert send_queue.discard(source)
    assert not send_queue.discard(source)
    send_queue.put("last")
    socket.room.set()
    assert await socket.drained(2) == ["first", "last"]
    await send_queue.stop()


async def test_too_many_messages_or_too_large_ones_are_too_slow() -> None:
    for limits in (UsageLimits(outgoing_messages=3), UsageLimits(outgoing_size=30)):
        socket, alarms = Socket(), []
        send_queue = SendQueue(socket.send, limits, lambda: alarms.append("slow"))  # noqa: B023 - called in this turn
        send_queue.put("being sent")
        for _ in range(3):
            send_queue.put("0123456789")
        assert not alarms
        send_queue.put("0123456789")
        assert alarms
        await send_queue.stop()


async def test_a_close_overtakes_what_waits() -> None:
    socket = Socket()
    send_queue = SendQueue(socket.send, UsageLimits(), never)
    send_queue.put("being sent")
    send_queue.put("waiting")
    send_queue.close(4400, "enough")
    send_queue.close(4500, "again")
    send_queue.put("too late")
    socket.room.set()
    assert await socket.drained(2) == ["being sent", "close 4400"]
    await send_queue.stop()
    assert socket.sent == ["being sent", "close 4400"]


async def test_a_broken_socket_is_left_alone() -> None:
    async def broken(_message: MutableMapping[str, Any]) -> None:
        raise BrokenPipeError

    async def breaking(_message: MutableMapping[str, Any]) -> None:
        await asyncio.sleep(0)
        raise BrokenPipeError

    for send in (broken, breaking):
        send_queue = SendQueue(send, UsageLimits(), never)
        send_queue.put("first")
        send_queue.put("second")
        await until(lambda: not send_queue.open)  # noqa: B023 - called in this turn
        send_queue.put("third")
        await send_queue.stop()


async def test_who_reads_nothing_for_long_is_closed_to_come_again_later(serve: Serve, world: World) -> None:
    world.boards.admit("ann", "lobby")
    async with peer(await serve(UsageLimits(stall=0.1)), reader="ann") as ann:
        await ann.subscribe(BOARD)
        await ann.state()
        async with asyncio.timeout(20):
            for number in count():
                if world.closed["lobby"]:
                    break
                world.boards.write("lobby", f"{number:0{BIG}}")
                await world.changes.caught_up()
        assert await ann.closed() == (1013, "Too slow: messages were not read in time")


async def test_who_reads_late_but_in_time_gets_the_newest_state(url: str, world: World) -> None:
    world.boards.admit("ann", "lobby")
    world.boards.admit("bob", "lobby")
    async with peer(url, reader="ann") as ann, peer(url, reader="bob") as bob:
        for each in (ann, bob):
            await each.subscribe(BOARD)
            await each.state()
        for number in range(40):
            world.boards.write("lobby", f"{number:0{BIG}}")
            await bob.state()
        received = 1
        while await ann.state() != {"board": {"text": f"{39:0{BIG}}"}}:
            received += 1
        assert received < 40


async def test_who_reads_late_is_told_what_has_changed_since_what_they_have_read(url: str, world: World) -> None:
    for room in ("lobby", "attic"):
        world.boards.admit("ann", room)
        world.boards.admit("bob", room)
    async with peer(url, reader="ann") as ann, peer(url, reader="bob") as bob:
        for each in (ann, bob):
            await each.subscribe(BOARD)
            await each.state()
        await ann.subscribe(ATTIC, "patched", patches=True)
        shown = (await ann.hear())["payload"]
        for number in range(40):
            world.boards.write("attic", str(number))
            world.boards.write("lobby", f"{number:0{BIG}}")
            await bob.state()
        patches = 0
        while shown["data"]["board"]["text"] != "39":
            heard = await ann.hear()
            if heard["id"] == "patched":
                patches += "patch" in heard["payload"]
                shown = shown_by(heard["payload"], shown)
        assert 0 < patches < 40


async def test_who_reads_late_is_told_all_that_builds_on_each_other(url: str, world: World) -> None:
    for reader in ("ann", "bob"):
        world.boards.admit(reader, "lobby")
    async with peer(url, reader="ann") as ann, peer(url, reader="bob") as bob:
        for each in (ann, bob):
            await each.subscribe(BOARD)
            await each.state()
        await ann.subscribe('subscription { news(room: "attic") { number } }', "news")
        for number in range(40):
            world.boards.write("attic", str(number))
            world.boards.write("lobby", f"{number:0{BIG}}")
            await bob.state()
        told: list[int] = []
        last = {"board": {"text": f"{39:0{BIG}}"}}
        while (state := await ann.state()) != last:
            told += [state["news"]["number"]] if "news" in state else []
        told.append((await ann.state())["news"]["number"])  # which waited behind it
        assert told == [*range(len(told))]
        assert 1 < len(told) < 40
