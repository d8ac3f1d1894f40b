"""Watch a room's timeline: prints the newest call message whenever something about it changes.

    python docs/examples/watch_room.py TOKEN EXTERNAL_ROOM_ID [URL]

Speaks graphql-transport-ws with nothing but the `websockets` package; any GraphQL client does the same for you.
"""

import asyncio
import json
import sys
from typing import Any

import websockets

ROOM = "query ($room: String!) { roomByExternalId(externalId: $room) { id } }"
TIMELINE = """
subscription ($room: ID!) {
  roomTimeline(roomId: $room, last: 1) {
    ... on Refusal { message }
    ... on RoomTimelineUpdate {
      messages { state endReason title participantCount thumbnails { name } viewerAction }
    }
  }
}
"""


async def watch(token: str, external_id: str, url: str) -> None:
    async with websockets.connect(url, subprotocols=[websockets.Subprotocol("graphql-transport-ws")]) as socket:
        await send(socket, type="connection_init", payload={"authorization": f"Bearer {token}"})
        await receive(socket)
        found = await ask(socket, ROOM, room=external_id)
        room = found["data"]["roomByExternalId"]
        if room is None:
            sys.exit(f"There is no room {external_id}, or it isn't yours.")
        await send(socket, id="watch", type="subscribe", payload={"query": TIMELINE, "variables": {"room": room["id"]}})
        async for message in socket:
            print(json.dumps(json.loads(message)["payload"]["data"]["roomTimeline"]), flush=True)  # noqa: T201 - its job


async def ask(socket: websockets.ClientConnection, query: str, **variables: str) -> dict[str, Any]:
    """The answer to a query; a query is over with one `next` and one `complete`."""
    await send(socket, id="ask", type="subscribe", payload={"query": query, "variables": variables})
    answer = await receive(socket)
    await receive(socket)
    payload: dict[str, Any] = answer["payload"]
    return payload


async def send(socket: websockets.ClientConnection, **message: object) -> None:
    await socket.send(json.dumps(message))


async def receive(socket: websockets.ClientConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await socket.recv())
    return message


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    asyncio.run(watch(sys.argv[1], sys.argv[2], (sys.argv[3:] or ["ws://127.0.0.1:8080/graphql"])[0]))
