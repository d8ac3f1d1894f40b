"""Change keys: what a notification says has changed, and what a live query waits for."""

from collections.abc import Collection
from uuid import UUID

import msgspec

CHANNEL = "ringlog_changes"
WORKSPACE = "workspace"
LOG = "log"  # there are new facts, whatever they are
EVERYTHING = "everything"  # as after views were made again: whatever one reads, one reads it again
MOST_BYTES = 7_900  # of one payload; PostgreSQL takes less than 8,000


def room(room_id: UUID) -> str:
    """The room itself, its members, ongoing call, timeline and contextual bar."""
    return f"room:{room_id}"


def call(call_id: UUID) -> str:
    """The call, who is in it, its rings, its log."""
    return f"call:{call_id}"


def record(call_id: UUID) -> str:
    """What of the call's record no other key stands for: that its media came up or ended."""
    return f"record:{call_id}"


def user(user_id: UUID) -> str:
    """The user's profile, preferences, rings, sessions and call history."""
    return f"user:{user_id}"


def thread(call_id: UUID) -> str:
    """The messages of the call's thread."""
    return f"thread:{call_id}"


def reads(user_id: UUID) -> str:
    """How far the user has read threads. No view has that: whoever writes it tells it."""
    return f"reads:{user_id}"


def access(user_id: UUID) -> str:
    """What this user may see."""
    return f"access:{user_id}"


def payloads(position: int, keys: Collection[str]) -> list[str]:
    """The notifications that the views have come to `position` and these keys have changed.

    Each is {"position": …, "keys": […]}; access keys come first, so that nobody is shown what they may no longer see.
    """
    ordered = sorted(keys, key=lambda key: (not key.startswith("access:"), key))
    room_for_keys = MOST_BYTES - len(_payload(position, []))
    parts: list[list[str]] = [[]]
    used = 0
    for key in ordered:
        size = len(key) + 3  # two quotes and a comma; keys are ASCII
        if used + size > room_for_keys:
            parts.append([])
            used = 0
        parts[-1].append(key)
        used += size
    return [_payload(position, part) for part in parts]


def _payload(position: int, keys: list[str]) -> str:
    return msgspec.json.encode({"position": position, "keys": keys}).decode()
