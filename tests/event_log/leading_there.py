"""What happens before a stored fact in a log: the least that is true of every log that has one.

It is made of samples too, as they are stored, so that old facts meet old facts. All are about the same call in the same
room: fields of the same name have the same id in every sample.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from domain.kernel.ids import WORKSPACE_ID, floor_id, media_session_id, recorder_id, thread_id
from tests.event_log.samples import class_version, samples
from tests.event_log.variants import another_id, id_named, topic_of_aggregate

CALL, USER = id_named("call_id"), id_named("user_id")
STREAMS: dict[str, UUID] = {
    "Call": CALL,
    "Floor": floor_id(CALL),
    "MediaSession": media_session_id(id_named("session_id")),
    "Recorder": recorder_id(CALL),
    "Recording": id_named("recording_id"),
    "Ring": id_named("ring_id"),
    "Room": id_named("room_id"),
    "Thread": thread_id(CALL),
    "User": USER,
    "Workspace": WORKSPACE_ID,
}
"""By aggregate, the one that samples are of, if others refer to it."""

NAMES = ("auditor_id", "author_id", "callee_id", "caller_id", "host_id", "initiator_id", "requested_by", "user_ids")
PEOPLE = (*map(id_named, NAMES), another_id(id_named("user_ids")))

BEFORE: dict[str, tuple[str, ...]] = {
    "Workspace.SettingChanged": ("Workspace.Created",),
    "Workspace.SettingReset": ("Workspace.SettingChanged",),
    "User.Registered": ("Workspace.Created",),
    "User.Reactivated": ("User.Deactivated",),
    "User.RoomUnmuted": ("User.RoomMuted",),
    "User": ("User.Registered",),
    "Room.Created": ("User.Registered",),
    "Room.MembersRemoved": ("Room.MembersAdded",),
    "Room.MembersAdded": ("Room.Created",),
    "Room.CallClosed": ("Call.Ended",),
    "Room": ("Room.MembersAdded",),
    "Call.Started": ("Room.CallOpened",),
    "Call.SessionJoined": ("Thread.Opened",),
    "Call.ParticipantJoined": ("Call.SessionJoined",),
    "Call.MemberRung": ("Ring.Started",),
    "Call.Answered": ("Call.MemberRung", "Call.ParticipantJoined"),
    "Call.ConnectionRestored": ("Call.ConnectionDropped",),
    "Call.ParticipantLeft": ("Call.SessionLeft",),
    "Call.EndingCalledOff": ("Call.EndingScheduled",),
    "Call": ("Call.Answered",),
    "Thread.Opened": ("Call.Started",),
    "Thread": ("Call.ParticipantJoined",),
    "Ring.Started": ("Call.Started",),
    "Ring.Suppressed": ("Call.Started",),
    "Ring.Accepted": ("Call.MemberRung", "Call.ParticipantJoined"),
    "Ring": ("Call.MemberRung",),
    "Floor.Opened": ("Call.Answered",),
    "Floor.Unmuted": ("Floor.Muted",),
    "Floor.CameraTurnedOff": ("Floor.CameraTurnedOn",),
    "Floor.HandLowered": ("Floor.HandRaised",),
    "Floor.ScreenShareStopped": ("Floor.ScreenShareStarted",),
    "Floor": ("Floor.Opened",),
    "MediaSession.Requested": ("Call.Answered",),
    "MediaSession.Connected": ("MediaSession.Requested",),
    "MediaSession.Failed": ("MediaSession.Requested",),
    "MediaSession.TrackUnpublished": ("MediaSession.TrackPublished",),
    "MediaSession": ("MediaSession.Connected",),
    "Recorder.Opened": ("Call.Answered",),
    "Recorder": ("Recorder.Opened",),
    "Erasure.RequestedAgain": ("Erasure.Requested", "Erasure.Withdrawn"),
    "LegalHolds.Released": ("LegalHolds.Opened", "LegalHolds.Placed"),
    "Recording.Requested": ("Recorder.Engaged",),
    "Recording.Started": ("Recording.Requested",),
    "Recording.Failed": ("Recording.Requested",),
    "Recording.Published": ("Recording.StopRequested",),
    "Recording.FileDeleted": ("Recording.Published",),
    "Recording": ("Recording.Started",),
}
"""By fact, or by aggregate for all others of its facts, what happened before; of others, the first of its stream."""

DIFFERENT: dict[str, dict[str, Any]] = {
    "ringlog.Room.Created": {"name": "as it was"},
    "ringlog.Call.SessionJoined": {"muted": False, "camera_on": False},
}
"""What a sample changes has to be something else before."""


class StoredFact(NamedTuple):
    originator_id: UUID
    topic: str
    state: dict[str, Any]

    @property
    def written(self) -> bytes:
        """As it is in the log. Most first facts among the samples say only that they name their aggregate's topic."""
        state = self.state
        if state.get("originator_topic") == "some originator_topic":
            state = state | {"originator_topic": topic_of_aggregate(self.topic)}
        return json.dumps(state, ensure_ascii=False).encode()


def leading_to(topic: str) -> list[StoredFact]:
    """The facts before one with this topic, in log order, a minute after each other."""
    facts = [stored for before in _before(topic) for stored in _stored(before) if before != topic]
    return [
        StoredFact(
            stored.originator_id,
            stored.topic,
            stored.state | DIFFERENT.get(stored.topic, {}) | {"timestamp": f"2026-01-01T11:{minute:02}:00Z"},
        )
        for minute, stored in enumerate(facts)
    ]


def stream_of(topic: str) -> UUID:
    aggregate = topic.split(".")[1]
    return STREAMS.get(aggregate, id_named(aggregate))


def place_of(topic: str) -> tuple[UUID, int]:
    """Stream and version of a sample. What is sealed in it can be read there only: it stays there."""
    stream = stream_of(topic)
    return stream, 1 + sum(stored.originator_id == stream for stored in leading_to(topic))


def _before(topic: str) -> list[str]:
    """The topics, each once, in log order."""
    _, aggregate, fact = topic.split(".")
    names = BEFORE.get(f"{aggregate}.{fact}") or BEFORE.get(aggregate) or _first_of_stream(topic)
    found: dict[str, None] = {}
    for name in names:
        before = f"ringlog.{name}"
        found |= dict.fromkeys([*_before(before), before])
    return list(found)


def _first_of_stream(topic: str) -> tuple[str, ...]:
    """None before the first, which is the one that says of which kind the aggregate is."""
    if "originator_topic" in next(iter(samples()[topic].values())):
        return () if topic == "ringlog.Workspace.Created" else ("User.Registered",)
    stream = f"{topic_of_aggregate(topic)}."
    firsts = (each for each, of in samples().items() if "originator_topic" in next(iter(of.values())))
    return (next(each for each in firsts if each.startswith(stream)).removeprefix("ringlog."),)


def _stored(topic: str) -> Iterable[StoredFact]:
    """One fact, mostly: that of the newest version, which is the last of those with no variant."""
    of_topic = samples()[topic]
    newest = max((name for name in of_topic if name == str(class_version(name))), key=class_version)
    if topic == "ringlog.User.Registered":
        yield from _people(of_topic[newest])
    elif topic == "ringlog.Workspace.SettingChanged":
        yield from (StoredFact(WORKSPACE_ID, topic, state) for state in _at_every_level(of_topic))
    else:
        yield StoredFact(stream_of(topic), topic, of_topic[newest])


def _people(state: dict[str, Any]) -> Iterator[StoredFact]:
    for person in (*PEOPLE, USER):
        who = {"external_id": f"person {person.int}", "name": f"Person {person.int}"}
        yield StoredFact(person, "ringlog.User.Registered", state | who)


def _at_every_level(of_topic: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The setting of the samples, wherever it can be reset."""
    return [state for name, state in of_topic.items() if name == "1" or name.startswith("1 room_")]
