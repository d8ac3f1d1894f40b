"""A record in the shape of Microsoft Graph's callRecord, version 1.0, with its sessions and segments expanded.

https://learn.microsoft.com/graph/api/resources/callrecords-callrecord. What there is nothing of here is null.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.calls.states import CallKind, LeaveReason
from domain.media_sessions.media_session import MediaCloseReason, TrackKind
from event_log.records.quality import Spread
from event_log.records.record import CallRecord, MediaConnection, SessionRecord

TYPES = {CallKind.DIRECT: "peerToPeer", CallKind.CONFERENCE: "groupCall"}
MODALITIES = {
    TrackKind.MICROPHONE: "audio",
    TrackKind.SCREEN_AUDIO: "audio",
    TrackKind.CAMERA: "video",
    TrackKind.SCREEN: "videoBasedScreenSharing",
}
SERVER = {"@odata.type": "#microsoft.graph.callRecords.serviceEndpoint", "userAgent": None}
NAMESPACE = "#microsoft.graph.callRecords"


def as_graph(record: CallRecord, names: Mapping[UUID, str]) -> str:
    """Indented, for people too."""
    taking_part = dict.fromkeys(session.user_id for session in record.sessions)
    document = {
        "@odata.type": f"{NAMESPACE}.callRecord",
        "id": record.id,
        "version": record.version,
        "type": TYPES[record.kind],
        "modalities": _modalities(c for session in record.sessions for c in session.connections),
        "lastModifiedDateTime": _utc(record.recorded_at),
        "startDateTime": _utc(record.first_joined_at),
        "endDateTime": _utc(record.last_left_at),
        "joinWebUrl": None,
        "organizer_v2": _participant(record.initiator_id, names),
        "participants_v2": [_participant(user_id, names) for user_id in taking_part],
        "sessions": [_session(session, names) for session in record.sessions],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _participant(user_id: UUID, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {"id": user_id, "identity": {"user": _identity(user_id, names)}, "administrativeUnitInfos": []}


def _identity(user_id: UUID, names: Mapping[UUID, str]) -> dict[str, Any]:
    return {"id": user_id, "displayName": names.get(user_id), "tenantId": None}


def _session(session: SessionRecord, names: Mapping[UUID, str]) -> dict[str, Any]:
    """Between a device and the media server, since all media goes through it."""
    endpoint = {
        "@odata.type": f"{NAMESPACE}.participantEndpoint",
        "name": session.device_id,
        "userAgent": None,
        "identity": {"user": _identity(session.user_id, names)},
        "associatedIdentity": _identity(session.user_id, names),
        "feedback": None,
    }
    return {
        "id": session.id,
        "modalities": _modalities(session.connections),
        "startDateTime": _utc(session.joined_at),
        "endDateTime": _utc(session.left_at),
        "isTest": False,
        "failureInfo": _session_failure(session),
        "caller": endpoint,
        "callee": SERVER,
        "segments": [_segment(session, number, endpoint) for number in range(len(session.connections))],
    }


def _session_failure(session: SessionRecord) -> dict[str, str] | None:
    if session.leave_reason is not LeaveReason.CONNECTION_LOST:
        return None
    return _failure("The connection was lost.", up=session.media_up_at is not None)


def _segment(session: SessionRecord, number: int, endpoint: dict[str, Any]) -> dict[str, Any]:
    """One media connection. One that is still open when its session has left ends with it."""
    connection = session.connections[number]
    return {
        "id": connection.id or f"{session.id}:{number + 1}",
        "startDateTime": _utc(connection.requested_at),
        "endDateTime": _utc(connection.ended_at or session.left_at),
        "failureInfo": _segment_failure(connection),
        "caller": endpoint,
        "callee": SERVER,
        "media": _media(connection),
    }


def _segment_failure(connection: MediaConnection) -> dict[str, str] | None:
    if connection.failure is not None:
        return _failure(connection.failure, up=connection.connected_at is not None)
    if connection.close_reason is MediaCloseReason.DROPPED:
        return _failure("The connection was lost.", up=connection.connected_at is not None)
    return None


def _failure(reason: str, *, up: bool) -> dict[str, str]:
    return {"reason": reason, "stage": "midcall" if up else "callSetup"}


def _media(connection: MediaConnection) -> list[dict[str, Any]]:
    """All tracks together, as they are measured: a stream up and a stream down."""
    quality = connection.quality
    if quality is None:
        return []
    both = {
        "averageRoundTripTime": _duration(_mean(quality.round_trip_ms)),
        "maxRoundTripTime": _duration(_worst(quality.round_trip_ms)),
    }
    up = _stream("callerToCallee", "up", quality.up_jitter_ms, quality.up_loss)
    down = _stream("calleeToCaller", "down", quality.down_jitter_ms, quality.down_loss)
    network: dict[str, None] = dict.fromkeys(("callerNetwork", "calleeNetwork", "callerDevice", "calleeDevice"))
    return [{"label": "main", **network, "streams": [up | both, down | both]}]


def _stream(direction: str, id_: str, jitter: Spread | None, loss: Spread | None) -> dict[str, Any]:
    return {
        "streamId": id_,
        "streamDirection": direction,
        "averageJitter": _duration(_mean(jitter)),
        "maxJitter": _duration(_worst(jitter)),
        "averagePacketLossRate": _mean(loss),
        "maxPacketLossRate": _worst(loss),
    }


def _mean(spread: Spread | None) -> float | None:
    return None if spread is None else spread.mean


def _worst(spread: Spread | None) -> float | None:
    return None if spread is None else spread.worst


def _modalities(connections: Iterable[MediaConnection]) -> list[str]:
    sent = {MODALITIES[kind] for connection in connections for kind in connection.sent}
    return [modality for modality in dict.fromkeys(MODALITIES.values()) if modality in sent]


def _utc(moment: datetime | None) -> str | None:
    """With a Z, as an Edm.DateTimeOffset in UTC."""
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def _duration(milliseconds: float | None) -> str | None:
    """An Edm.Duration, such as PT0.016S."""
    return None if milliseconds is None else f"PT{milliseconds / 1000:.6f}".rstrip("0").rstrip(".") + "S"
