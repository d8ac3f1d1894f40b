"""The domain's enums as the schema shows them, each value with what it means; types of the schema import them here."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import TypeVar

import strawberry
from strawberry.types.enum import has_enum_definition

from api.access.tokens import Role
from domain.calls.ring import RingOutcome, SuppressionReason
from domain.calls.states import CallKind, CallState, EndReason, LeaveReason
from domain.directory.room import RoomKind, RoomState
from domain.directory.user import UserKind
from domain.erasure.erasure import ErasureState
from domain.media_sessions.media_session import MediaCloseReason, MediaState, TrackKind
from domain.media_sessions.quality_level import QualityLevel
from domain.recordings.recording import RecordingState, StopReason
from domain.retention.periods import ExpiryKind
from domain.workspace.providers import Capability
from domain.workspace.settings import SettingUnit
from domain.workspace.settings_there import SettingOrigin
from event_log.records.formats.choices import RecordFormat
from projections.call_history import CallDirection, CallOutcome

__all__ = [
    "CallDirection",
    "CallKind",
    "CallOutcome",
    "CallState",
    "Capability",
    "EndReason",
    "ErasureState",
    "ExpiryKind",
    "LeaveReason",
    "MediaCloseReason",
    "MediaState",
    "QualityLevel",
    "RecordFormat",
    "RecordingState",
    "RingOutcome",
    "RingQuietReason",
    "Role",
    "RoomKind",
    "RoomState",
    "SettingOrigin",
    "SettingUnit",
    "StopReason",
    "SuppressionReason",
    "TrackKind",
    "UserKind",
    "ViewerAction",
]

E = TypeVar("E", bound=Enum)


class ViewerAction(StrEnum):
    """What a call message offers to the one who reads it."""

    CALL_AGAIN = "call_again"
    CALL_BACK = "call_back"


class RingQuietReason(StrEnum):
    """Why the callee's devices don't ring any more."""

    ANSWERED = "answered"
    DECLINED = "declined"
    DISMISSED = "dismissed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    CALL_ENDED = "call_ended"


def _expose(enum: type[E], description: str, meanings: Mapping[E, str], name: str | None = None) -> None:
    exposed = strawberry.enum(enum, name=name, description=description)
    assert has_enum_definition(exposed)
    for value, member in zip(exposed.__strawberry_definition__.values, enum, strict=True):
        value.description = meanings[member]


_expose(
    Role,
    "What a viewer may do, by their token.",
    {
        Role.ADMIN: "Change settings, and do in any call what its host may; in rooms, a member like any other.",
        Role.AUDITOR: "Read everything and change nothing.",
        Role.SERVICE: "Keep the directory up to date, and nothing else.",
        Role.MEMBER: "See the rooms they are a member of, and call in them.",
        Role.GUEST: "Like a member, from outside the organisation.",
    },
)
_expose(
    UserKind,
    "Whether a user belongs to the organisation.",
    {UserKind.MEMBER: "Of the organisation.", UserKind.GUEST: "From outside the organisation."},
)
_expose(
    RoomKind,
    "What kind of place a room is.",
    {
        RoomKind.DIRECT: "Two users; a call rings the other one.",
        RoomKind.GROUP_DIRECT: "A few users, without a name of its own.",
        RoomKind.CHANNEL: "A channel, public or private.",
        RoomKind.TEAM: "A team's main room.",
        RoomKind.DISCUSSION: "A discussion that belongs to another room.",
    },
)
_expose(
    RoomState,
    "What can be done in a room.",
    {
        RoomState.ACTIVE: "Everything.",
        RoomState.READ_ONLY: "Reading, and joining the ongoing call.",
        RoomState.ARCHIVED: "Reading.",
        RoomState.DELETED: "Nothing; only auditors still see it.",
    },
)
_expose(
    CallKind,
    "Who can take part in a call.",
    {
        CallKind.DIRECT: "The two users of a direct room.",
        CallKind.CONFERENCE: "All members of the room.",
    },
)
_expose(
    CallState,
    "Where a call stands.",
    {
        CallState.CALLING: "It rings and has not been answered.",
        CallState.ONGOING: "Participants are in it, or are waited for.",
        CallState.ENDED: "It is over for good.",
    },
)
_expose(
    EndReason,
    "Why a call ended.",
    {
        EndReason.HUNG_UP: "All participants left; of a direct call, either of the two.",
        EndReason.DECLINED: "The callee declined.",
        EndReason.NOT_ANSWERED: "It was not answered in time.",
        EndReason.CANCELLED: "The caller hung up before the call was answered.",
        EndReason.ALONE: "One participant was left alone for too long.",
        EndReason.ENDED_BY_HOST: "The host ended it for all.",
        EndReason.ENDED_BY_ADMIN: "An admin ended it for all.",
        EndReason.TIMED_OUT: "It reached the longest time that a call may take.",
        EndReason.ROOM_ARCHIVED: "Its room was archived.",
        EndReason.ROOM_DELETED: "Its room was deleted.",
    },
)
_expose(
    LeaveReason,
    "Why a user left a call.",
    {
        LeaveReason.LEFT: "The user hung up.",
        LeaveReason.REMOVED: "The host or an admin removed the user.",
        LeaveReason.CONNECTION_LOST: "The user's connection was lost and did not come back.",
        LeaveReason.LOST_MEMBERSHIP: "The user ceased to be a member of the room.",
        LeaveReason.DEACTIVATED: "The user was deactivated.",
    },
)
_expose(
    SettingUnit,
    "What a setting that is a length of time is given in.",
    {SettingUnit.SECONDS: "Seconds.", SettingUnit.MINUTES: "Minutes.", SettingUnit.DAYS: "Days of 24 hours."},
)
_expose(
    RingQuietReason,
    "Why the callee's devices don't ring any more.",
    {
        RingQuietReason.ANSWERED: "The callee joined the call, on the device that answeredOn names.",
        RingQuietReason.DECLINED: "The callee declined, on whichever device.",
        RingQuietReason.DISMISSED: "The callee silenced the ring, on whichever device.",
        RingQuietReason.EXPIRED: "Nobody answered in time.",
        RingQuietReason.CANCELLED: "The caller hung up before the call was answered.",
        RingQuietReason.CALL_ENDED: "The call ended, for the reason that the call gives.",
    },
)
_expose(
    RingOutcome,
    "How a ring ended.",
    {
        RingOutcome.ACCEPTED: "The callee joined.",
        RingOutcome.DECLINED: "The callee declined.",
        RingOutcome.EXPIRED: "The callee did not answer in time.",
        RingOutcome.SUPPRESSED: "The callee was not to be disturbed.",
        RingOutcome.CANCELLED: "The call ended before the callee answered.",
    },
)
_expose(
    SuppressionReason,
    "Why a callee was not rung.",
    {
        SuppressionReason.DO_NOT_DISTURB: "The callee was on do-not-disturb.",
        SuppressionReason.ROOM_MUTED: "The callee had muted the room.",
        SuppressionReason.RINGING_OFF: "The callee had turned ringing off.",
        SuppressionReason.IN_ANOTHER_CALL: "The callee was in another call.",
    },
)
_expose(
    CallDirection,
    "Which way a call went, from one user's point of view.",
    {CallDirection.OUTGOING: "The user started it.", CallDirection.INCOMING: "Another user started it."},
)
_expose(
    CallOutcome,
    "How a call turned out, from one user's point of view.",
    {
        CallOutcome.ANSWERED: "The user was in it; for a direct call that the user started, the other user joined.",
        CallOutcome.DECLINED: "The callee declined.",
        CallOutcome.MISSED: "It rang until its time was up. The callee has missed it.",
        CallOutcome.CANCELLED: "It was over before it was answered. The callee has missed it.",
        CallOutcome.SUPPRESSED: "The user was not to be disturbed, and has missed it.",
        CallOutcome.NOT_ANSWERED: "The user started it, and the other user did not answer, for whatever reason.",
    },
)
_expose(
    Capability,
    "What a provider can do.",
    {
        Capability.MIC: "Microphones, on or off before a call.",
        Capability.CAM: "Cameras, on or off before and during a call.",
        Capability.SCREEN: "Screen sharing.",
        Capability.TITLE: "Titles of calls.",
        Capability.RECORDING: "Recording of calls.",
    },
)
_expose(
    SettingOrigin,
    "Where a value in force was set.",
    {
        SettingOrigin.DEFAULT: "Nowhere: it is the default.",
        SettingOrigin.WORKSPACE: "For the whole workspace.",
        SettingOrigin.ROOM_KIND: "For this kind of room.",
        SettingOrigin.ROOM: "For this room.",
        SettingOrigin.ENVIRONMENT: "In the server's environment, which goes before what admins set.",
    },
)
_expose(
    MediaState,
    "Where a session's connection to the media server stands.",
    {
        MediaState.CONNECTING: "An offer was answered, and the connection is being made.",
        MediaState.CONNECTED: "It is up, and media flows.",
        MediaState.FAILED: "It was not up in time.",
        MediaState.CLOSED: "It was up, and has ended.",
    },
)
_expose(
    QualityLevel,
    "How well a session's media travels, by the worst of what is measured.",
    {
        QualityLevel.GOOD: "Nobody notices anything.",
        QualityLevel.FAIR: "It can be noticed: from 2 % of the packets lost, 30 ms of jitter or 300 ms of round trip.",
        QualityLevel.POOR: "Talking is hard: from 10 %, 100 ms or 800 ms on.",
    },
)
_expose(
    MediaCloseReason,
    "Why a session's connection to the media server ended.",
    {
        MediaCloseReason.BYE: "The session left, or was told to.",
        MediaCloseReason.DROPPED: "Nothing more came from the client, or it hung up.",
        MediaCloseReason.SHUTDOWN: "The media server stopped.",
        MediaCloseReason.MOVED: "Another media server took over the call.",
    },
)
_expose(
    RecordFormat,
    "How a call record is written into a file.",
    {
        RecordFormat.JSON: "JSON, with all that the record says.",
        RecordFormat.CSV: "A table for spreadsheets, with a row for each session.",
        RecordFormat.GRAPH: "JSON in the shape of Microsoft Graph's callRecord.",
        RecordFormat.CDR: "Call detail records, in the columns of Asterisk's cdr_csv.",
        RecordFormat.CEL: "Channel event logging, in the columns of Asterisk's cel_custom.",
    },
    name="CallRecordFormat",
)
_expose(
    TrackKind,
    "What a track carries.",
    {
        TrackKind.MICROPHONE: "The sound of a microphone.",
        TrackKind.CAMERA: "The picture of a camera.",
        TrackKind.SCREEN: "The picture of a shared screen.",
        TrackKind.SCREEN_AUDIO: "The sound of a shared screen.",
    },
)
_expose(
    RecordingState,
    "Where a recording stands.",
    {
        RecordingState.REQUESTED: "It was requested, and a media server is about to start it.",
        RecordingState.STARTED: "What is said and shown is being recorded.",
        RecordingState.STOPPING: "Nothing is recorded any more; the file is being finished.",
        RecordingState.PUBLISHED: "Its file is posted in the call's thread.",
        RecordingState.FAILED: "It failed: there will be no file.",
    },
)
_expose(
    StopReason,
    "Why a recording stopped.",
    {
        StopReason.STOPPED: "The host or an admin stopped it.",
        StopReason.LIMIT: "It reached its time limit.",
        StopReason.CALL_ENDED: "The call ended.",
        StopReason.INTERRUPTED: "It could not go on; what was recorded until then is kept.",
    },
    name="RecordingStopReason",
)
_expose(
    ErasureState,
    "How far the erasure of a user has come.",
    {
        ErasureState.REQUESTED: "It was requested, and begins within seconds.",
        ErasureState.HELD: "Legal holds forbid it; it begins when they are released.",
        ErasureState.BEGUN: "There is no way back; keys are being destroyed.",
        ErasureState.COMPLETED: "What is personal about the user can't be read any more.",
        ErasureState.WITHDRAWN: "It was withdrawn before it began.",
    },
)
_expose(
    ExpiryKind,
    "What expires when it was kept for as long as the settings say.",
    {
        ExpiryKind.RECORDING: "A recording: its file is deleted, and can't be read any more where a copy is left.",
        ExpiryKind.TEXT: "All that was written in a call, with its title and the names of its files.",
    },
)
_expose(
    ViewerAction,
    "What to offer after a call that was not answered.",
    {
        ViewerAction.CALL_AGAIN: "To the caller: call again.",
        ViewerAction.CALL_BACK: "To the callee: call the caller back.",
    },
)
