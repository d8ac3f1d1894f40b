"""What one member with a token can do: documents that cost, answers that cost, sockets, floods, sessions."""

import asyncio
import json
from collections import Counter
from contextlib import suppress
from itertools import count
from typing import Any
from uuid import uuid4

from benchmarks.attacks.installation import ATTACKERS, LOUD, MALLORY, Target
from benchmarks.attacks.wire import PING, frame, hammer, message, open_socket, swallow

LANES = 30
Told = Counter[str]


def _body(query: str, **variables: Any) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


async def _by_mallory(target: Target, *bodies: bytes, lanes: int = LANES) -> Told:
    return await hammer(target.port, [(target.tokens[MALLORY], body) for body in bodies], lanes)


async def overlapping_selections(target: Target) -> Told:
    """Validation compares each with each; the members of documents differ, so none is remembered."""
    selections = " ".join(["viewer { role }"] * 479)
    return await _by_mallory(target, *(_body(f"query A{number} {{ {selections} }}") for number in range(60)))


async def overlapping_fragments(target: Target) -> Told:
    """Two fragments of 220 fields each, which are compared with each other."""
    parts = " ".join(f"fragment {name} on Query {{ {'viewer { role } ' * 220} }}" for name in "AB")
    return await _by_mallory(target, *(_body(f"query Q{number} {{ ...A ...B }} {parts}") for number in range(60)))


async def unknown_input_fields(target: Target) -> Told:
    """Each unknown field of an input would be an error of its own."""
    fields = " ".join(f"unknownFieldNumber{number}: 1" for number in range(640))
    query = "mutation M%d { leaveCall(input: { " + fields + " }) { __typename } }"
    given = {f"unknown{number}": 1 for number in range(5000)}
    by_variable = "mutation M%d($i: LeaveCallInput!) { leaveCall(input: $i) { __typename } }"
    literal = [_body(query % number) for number in range(30)]
    return await _by_mallory(target, *literal, *(_body(by_variable % number, i=given) for number in range(30)))


async def wide_answers(target: Target) -> Told:
    """Few bytes that ask for many: lists within lists, and one thing by its id a hundred times."""
    entered = [await asyncio.to_thread(target.enter, LOUD, name) for name in ATTACKERS]
    nested = "query ($c: ID!) { call(id: $c) { sessions { call { sessions { call { sessions { id } } } } } } }"
    many = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Call { sessions { call { sessions { id } } } } } }"
    call_id = entered[0]["callId"]
    return await _by_mallory(target, _body(nested, c=call_id), _body(many, ids=[call_id] * 100), lanes=10)


async def subscriptions_that_differ_by_a_comment(target: Target) -> Told:
    """Twenty sockets with a hundred each, and messages in the thread that all of them watch."""
    entered = await asyncio.to_thread(target.enter, LOUD, MALLORY)
    selection = "... on ThreadUpdate { messages { text author { name } } }"
    watch = "subscription ($c: ID!) { thread(callId: $c, last: 25) { " + selection + " } }"
    told: Told = Counter()
    reading = set()
    for number in range(20):
        reader, writer = await open_socket(target.port, target.tokens[MALLORY])
        for copy in range(100):
            payload = {"query": f"{watch} # {number} {copy}", "variables": {"c": entered["callId"]}}
            writer.write(message("subscribe", id=str(copy), payload=payload))
        reading.add(asyncio.create_task(_count_bytes(reader, told)))
    post = "mutation ($i: PostMessageInput!) { postMessage(input: $i) { __typename } }"
    text = {"callId": entered["callId"], "text": "x" * 1000}
    told += await _by_mallory(target, _body(post, i=text), lanes=2)
    for task in reading:
        task.cancel()
    return told


async def _count_bytes(reader: asyncio.StreamReader, told: Told) -> None:
    with suppress(OSError):
        while data := await reader.read(1 << 18):
            told["bytes received"] += len(data)


async def pings(target: Target) -> Told:
    """Of the protocol and of WebSocket, as fast as they are taken, over twenty sockets."""
    told: Told = Counter()
    many = message("ping") * 500 + frame(b"x" * 100, PING) * 500

    async def flood() -> None:
        while True:
            with suppress(OSError, EOFError):
                reader, writer = await open_socket(target.port, target.tokens[MALLORY])
                reading = asyncio.create_task(swallow(reader))
                with suppress(OSError):
                    while not reading.done():
                        writer.write(many)
                        await writer.drain()
                        told["pings"] += 1000
                        await asyncio.sleep(0)
                writer.close()
            told["sockets that were closed"] += 1
            await asyncio.sleep(0.05)

    with suppress(asyncio.CancelledError):
        await asyncio.gather(*(flood() for _ in range(20)))
    return told


async def mutations(target: Target) -> Told:
    """Messages in a thread, as many as are taken."""
    entered = await asyncio.to_thread(target.enter, LOUD, MALLORY)
    post = "mutation ($i: PostMessageInput!) { postMessage(input: $i) { __typename } }"
    text = {"callId": entered["callId"], "text": "x" * 16_000}
    return await _by_mallory(target, _body(post, i=text))


async def mutations_that_answer_much(target: Target) -> Told:
    """Several in a document, each of which selects as much as an answer may have."""
    entered = await asyncio.to_thread(target.enter, LOUD, MALLORY)
    page = "contextualBar(first: 100) { edges { node { id title startedAt attendeeCount } } }"
    room = f"room {{ {page} members(first: 100) {{ edges {{ node {{ id name }} }} }} }}"
    selection = f"... on SetMicrophonePayload {{ session {{ call {{ {room} }} }} }}"
    fields = " ".join(f"m{number}: setMicrophone(input: $i) {{ {selection} }}" for number in range(9))
    mute = "mutation ($i: SetMicrophoneInput!) { " + fields + " }"
    given = {"callId": entered["callId"], "sessionId": entered["sessionId"], "on": False}
    return await _by_mallory(target, _body(mute, i=given))


async def many_sessions(target: Target) -> Told:
    """One user on as many devices as are let in."""
    entered = await asyncio.to_thread(target.enter, LOUD, MALLORY)
    join = "mutation ($i: JoinCallInput!) { joinCall(input: $i) { __typename ... on Refusal { code } } }"
    devices = ({"callId": entered["callId"], "deviceId": str(uuid4())} for _ in range(3000))
    return await _by_mallory(target, *(_body(join, i=device) for device in devices))


async def tokens_that_are_none(target: Target) -> Told:
    """Each costs a look at it."""
    forged = target.tokens[MALLORY][:-4] + "AAAA"
    bodies = ((f"{forged}", _body("{ viewer { role } }")) for _ in range(1))
    return await hammer(target.port, list(bodies), 100)


async def huge_variables(target: Target) -> Told:
    """Numbers, nesting and texts that are as large as a request may be."""
    query = "query ($s: ID!) { node(id: $s) { id } }"
    numbers = count()
    deep = b'{"query":"{viewer{role}}","variables":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    return await _by_mallory(target, *(_body(query, s=f"{next(numbers)}" + "x" * 250_000) for _ in range(5)), deep)
