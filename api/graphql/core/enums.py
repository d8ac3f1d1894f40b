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
from domain.media_sessions.media_session import MediaState, TrackKind
from domain.recordings.recording import RecordingState, StopReason
from domain.workspace.providers import Capability
from domain.workspace.settings_there import SettingOrigin
from projections.call_history import CallDirection, CallOutcome

__all__ = [
    "CallDirection",
    "CallKind",
    "CallOutcome",
    "CallState",
    "Capability",
    "EndReason",
    "LeaveReason",
    "MediaState",
    "RecordingState",
    "RingOutcome",
    "Role",
    "RoomKind",
    "RoomState",
    "SettingOrigin",
    "SettingType",
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


class SettingType(StrEnum):
    """What values a setting takes."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    TEXT = "text"
    CHOICES = "choices"
    TEXTS = "texts"


def _expose(enum: type[E], description: str, meanings: Mapping[E, str], name: str | None = None) -> None:
    exposed = strawberry.enum(enum, name=name, description=description)
    assert has_enum_definition(exposed)
    for value, member in zip(exposed.__strawberry_definition__.values, enum, strict=True):
        value.description = meanings[member]


_expose(
    Role,
    "What the owner of a token may do.",
    {
        Role.ADMIN: "Changes settings and ends any call; in rooms, a member like others.",
        Role.AUDITOR: "Reads everything and changes nothing.",
        Role.SERVICE: "Keeps the directory up to date, and nothing else.",
        Role.MEMBER: "Sees and calls in the rooms they are a member of.",
        Role.GUEST: "Like a member, from outside the organisation.",
    },
)
_expose(
    UserKind,
    "Where a user belongs.",
    {UserKind.MEMBER: "To the organisation.", UserKind.GUEST: "Outside the organisation."},
)
_expose(
    RoomKind,
    "What kind of place a room is.",
    {
        RoomKind.DIRECT: "Two people; calls ring the other one.",
        RoomKind.GROUP_DIRECT: "A few people, without a name of its own.",
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
        RoomState.READ_ONLY: "Reading, and joining the call that is on.",
        RoomState.ARCHIVED: "Reading.",
        RoomState.DELETED: "Nothing; only auditors still see it.",
    },
)
_expose(
    CallKind,
    "Who can be in a call.",
    {
        CallKind.DIRECT: "The two people of a direct room.",
        CallKind.CONFERENCE: "All members of the room.",
    },
)
_expose(
    CallState,
    "How far a call is.",
    {
        CallState.CALLING: "It rings; nobody has answered yet.",
        CallState.ONGOING: "People are in it, or may come back any moment.",
        CallState.ENDED: "Over for good.",
    },
)
_expose(
    EndReason,
    "Why a call ended.",
    {
        EndReason.HUNG_UP: "Everyone left; of a direct call, either side.",
        EndReason.DECLINED: "The callee declined.",
        EndReason.NOT_ANSWERED: "Nobody answered in time.",
        EndReason.CANCELLED: "The caller hung up before anyone answered.",
        EndReason.ALONE: "One was left alone for too long.",
        EndReason.ENDED_BY_HOST: "The host ended it for all.",
        EndReason.ENDED_BY_ADMIN: "An admin ended it for all.",
        EndReason.TIMED_OUT: "It reached the longest time that a call may take.",
        EndReason.ROOM_ARCHIVED: "Its room was archived.",
        EndReason.ROOM_DELETED: "Its room was deleted.",
    },
)
_expose(
    LeaveReason,
    "Why somebody left a call.",
    {
        LeaveReason.LEFT: "They hung up.",
        LeaveReason.REMOVED: "The host or an admin removed them.",
        LeaveReason.CONNECTION_LOST: "Their connection was lost and didn't come back.",
        LeaveReason.LOST_MEMBERSHIP: "They are no longer a member of the room.",
        LeaveReason.DEACTIVATED: "They were deactivated.",
    },
)
_expose(
    RingOutcome,
    "How a ring ended.",
    {
        RingOutcome.ACCEPTED: "The callee joined.",
        RingOutcome.DECLINED: "The callee declined.",
        RingOutcome.EXPIRED: "Nobody answered in time.",
        RingOutcome.SUPPRESSED: "The callee was not to be disturbed.",
        RingOutcome.CANCELLED: "The call ended before the callee answered.",
    },
)
_expose(
    SuppressionReason,
    "Why a callee was not rung.",
    {
        SuppressionReason.DO_NOT_DISTURB: "They didn't want to be disturbed.",
        SuppressionReason.ROOM_MUTED: "They had muted the room.",
        SuppressionReason.RINGING_OFF: "They had turned ringing off.",
        SuppressionReason.IN_ANOTHER_CALL: "They were in another call.",
    },
)
_expose(
    CallDirection,
    "Which way a call went, for one person.",
    {CallDirection.OUTGOING: "They started it.", CallDirection.INCOMING: "Somebody else did."},
)
_expose(
    CallOutcome,
    "How a call came out, for one person.",
    {
        CallOutcome.ANSWERED: "They were in it; for who starts a direct call: the other one came in.",
        CallOutcome.DECLINED: "By them; for who started it: by the other one.",
        CallOutcome.MISSED: "It rang until its time was over.",
        CallOutcome.CANCELLED: "It was over before anyone answered; for a callee, missed too.",
        CallOutcome.SUPPRESSED: "They were not to be disturbed; missed too.",
        CallOutcome.NOT_ANSWERED: "By the other one, for whatever reason.",
    },
)
_expose(
    Capability,
    "What a provider can do.",
    {
        Capability.MIC: "Microphones, on or off before a call.",
        Capability.CAM: "Cameras, on or off before and in a call.",
        Capability.SCREEN: "Sharing screens.",
        Capability.TITLE: "Calls with a title.",
        Capability.RECORDING: "Recording calls.",
    },
)
_expose(
    SettingOrigin,
    "Where a setting that is in force was set.",
    {
        SettingOrigin.DEFAULT: "Nowhere: it is as it was at first.",
        SettingOrigin.WORKSPACE: "For the whole workspace.",
        SettingOrigin.ROOM_KIND: "For this kind of room.",
        SettingOrigin.ROOM: "For this very room.",
        SettingOrigin.ENVIRONMENT: "By the environment of the server, which goes before what admins set.",
    },
)
_expose(
    MediaState,
    "How far a session's connection to the media server is.",
    {
        MediaState.CONNECTING: "An offer was answered.",
        MediaState.CONNECTED: "Media flows.",
        MediaState.FAILED: "It wasn't up in time.",
        MediaState.CLOSED: "It ended after it had been up.",
    },
)
_expose(
    TrackKind,
    "What a track carries.",
    {
        TrackKind.MICROPHONE: "What somebody says.",
        TrackKind.CAMERA: "Pictures of a camera.",
        TrackKind.SCREEN: "Pictures of a shared screen.",
        TrackKind.SCREEN_AUDIO: "The sound of a shared screen.",
    },
)
_expose(
    RecordingState,
    "How far a recording is.",
    {
        RecordingState.REQUESTED: "A media server is about to start it.",
        RecordingState.STARTED: "What is said and shown is recorded.",
        RecordingState.STOPPING: "Nothing is recorded any more; the file is being finished.",
        RecordingState.PUBLISHED: "Its file is posted in the call's thread.",
        RecordingState.FAILED: "There is no file.",
    },
)
_expose(
    StopReason,
    "Why a recording stopped.",
    {
        StopReason.STOPPED: "The host or an admin stopped it.",
        StopReason.LIMIT: "It was as long as one may be.",
        StopReason.CALL_ENDED: "The call was over.",
        StopReason.INTERRUPTED: "It couldn't go on; what was recorded by then is kept.",
    },
    name="RecordingStopReason",
)
_expose(
    ViewerAction,
    "What a message of a call that nobody answered offers to the two people concerned.",
    {
        ViewerAction.CALL_AGAIN: "To the caller: try once more.",
        ViewerAction.CALL_BACK: "To the callee: call the one who rang.",
    },
)
_expose(
    SettingType,
    "What values a setting takes.",
    {
        SettingType.BOOLEAN: "true or false.",
        SettingType.INTEGER: "A whole number.",
        SettingType.TEXT: "A text, one of the choices if there are any.",
        SettingType.CHOICES: "A list of some of the choices.",
        SettingType.TEXTS: "A list of texts.",
    },
)
