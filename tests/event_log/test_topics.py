"""The topics that logs have by now: a class that is renamed states the one it had as its TOPIC."""

import pytest
from eventsourcing.utils import get_topic

from event_log.catalogue import AGGREGATES, fact_class, facts_of

RECORDED: dict[str, tuple[str, ...]] = {
    "Call": (
        "Answered",
        "ConnectionDropped",
        "ConnectionRestored",
        "Ended",
        "EndingCalledOff",
        "EndingScheduled",
        "HostChanged",
        "HostHandedOver",
        "MemberRung",
        "ParticipantJoined",
        "ParticipantLeft",
        "SessionJoined",
        "SessionLeft",
        "Started",
    ),
    "Erasure": ("Begun", "Completed", "Held", "Requested", "RequestedAgain", "Withdrawn"),
    "Expiry": ("Begun", "Completed", "Delayed"),
    "Floor": (
        "CameraTurnedOff",
        "CameraTurnedOn",
        "HandLowered",
        "HandRaised",
        "Muted",
        "Opened",
        "Reacted",
        "ScreenShareStarted",
        "ScreenShareStopped",
        "Unmuted",
    ),
    "Inspection": ("Made",),
    "LegalHolds": ("DestructionCleared", "Opened", "Placed", "Released"),
    "LogKey": (
        "Added",
        "OriginChanged",
        "OriginChosen",
        "Retired",
    ),
    "MediaSession": (
        "Closed",
        "Connected",
        "Failed",
        "QualitySampled",
        "Requested",
        "Restarted",
        "TrackPublished",
        "TrackUnpublished",
    ),
    "Recorder": ("Engaged", "Opened"),
    "Recording": (
        "Delayed",
        "Failed",
        "FileDeleted",
        "ParticipantsTold",
        "Published",
        "Reminded",
        "Requested",
        "Started",
        "StopRequested",
    ),
    "Request": ("Handled",),
    "Ring": ("Accepted", "Cancelled", "Declined", "Dismissed", "Expired", "Started", "Suppressed"),
    "Room": (
        "CallClosed",
        "CallOpened",
        "Created",
        "Erased",
        "MembersAdded",
        "MembersRemoved",
        "Renamed",
        "StateChanged",
    ),
    "Thread": ("FileAttached", "MessagePosted", "Opened"),
    "User": (
        "AvatarChanged",
        "Deactivated",
        "Erased",
        "MissedCallsSeen",
        "PreferencesChanged",
        "ProfileChanged",
        "Reactivated",
        "Registered",
        "RoomMuted",
        "RoomUnmuted",
    ),
    "Workspace": ("Created", "SettingChanged", "SettingReset"),
}
"""Of aggregates, and of their facts. What is in here stays, as it is in logs; what is new is added."""


@pytest.mark.parametrize("aggregate", RECORDED)
def test_whatever_was_recorded_under_a_topic_still_has_it(aggregate: str) -> None:
    for name in (aggregate, *(f"{aggregate}.{fact}" for fact in RECORDED[aggregate])):
        topic = f"ringlog.{name}"
        assert get_topic(fact_class(topic)) == topic


def test_every_topic_that_can_be_recorded_is_written_down_here() -> None:
    recorded = {f"ringlog.{aggregate}.{fact}" for aggregate, facts in RECORDED.items() for fact in facts}
    assert {get_topic(kind) for kind in AGGREGATES} == {f"ringlog.{aggregate}" for aggregate in RECORDED}
    assert {get_topic(fact) for kind in AGGREGATES for fact in facts_of(kind)} == recorded
