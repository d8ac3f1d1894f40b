"""What rooms and people are shown, as subscriptions ask for it."""

from datetime import datetime
from typing import Any

from tests.system.device import Device, State, Watched

RINGS = """subscription { incomingRings { rings {
    id caller { name } room { name } call { id title kind } startedAt expiresAt
} } }"""

TIMELINE = """subscription ($id: ID!) { roomTimeline(roomId: $id) { __typename ... on RoomTimelineUpdate { messages {
    call { id } kind state title startedAt answeredAt endedAt endReason durationSeconds participantCount viewerAction
    initiator { name } callee { name } thumbnails { name }
} } } }"""

BAR = """subscription ($id: ID!) { contextualBar(roomId: $id) { __typename
    ... on ContextualBarUpdate { conferences { edges { node {
        call { id } kind title ongoing startedAt endedAt endReason attendeeCount initiator { name }
    } } } }
} }"""

LOG = """subscription ($id: ID!) { conferenceLog(callId: $id) { __typename ... on ConferenceLogUpdate { conferenceLog {
    kind title startedAt answeredAt endedAt endReason durationSeconds initiator { name } endedBy { name } room { name }
    attendees { nodes { user { name } attendances { joinedAt leftAt leaveReason } } }
} } } }"""


class RoomWatch:
    """What one device sees of one room, live."""

    def __init__(self, timeline: Watched, bar: Watched) -> None:
        self.timeline = timeline
        self.bar = bar

    @classmethod
    async def of(cls, device: Device, room_id: str) -> "RoomWatch":
        return cls(await device.watch(TIMELINE, id=room_id), await device.watch(BAR, id=room_id))

    async def message(self, call_id: str, **expected: Any) -> State:
        """The call's message, once it has these values."""
        return await newest(self.timeline, lambda state: message_of(state, call_id), expected)

    async def conference(self, call_id: str, **expected: Any) -> State:
        """The call's entry in the bar, once it has these values."""
        return await newest(self.bar, lambda state: conference_of(state, call_id), expected)


def message_of(state: State, call_id: str) -> State | None:
    return next((message for message in state["messages"] if message["call"]["id"] == call_id), None)


def conference_of(state: State, call_id: str) -> State | None:
    nodes = [edge["node"] for edge in state["conferences"]["edges"]]
    return next((node for node in nodes if node["call"]["id"] == call_id), None)


async def newest(watched: Watched, part: Any, expected: dict[str, Any]) -> State:
    state = await watched.until(lambda state: has(part(state), expected))
    found: State = part(state)
    return found


def has(found: State | None, expected: dict[str, Any]) -> bool:
    return found is not None and all(found[name] == value for name, value in expected.items())


async def log_of(device: Device, call_id: str) -> State:
    """The conference log, which comes by subscription once the call has ended."""
    state = await (await device.subscribe(LOG, id=call_id)).until(lambda state: state["conferenceLog"])
    log: State = state["conferenceLog"]
    return log


def names(people: list[State]) -> list[str]:
    return [person["name"] for person in people]


def seconds(start: str, end: str) -> int:
    """Whole ones between two moments as the API writes them."""
    return int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds())
