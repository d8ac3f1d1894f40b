"""A call's record, made in another way: each thing that it says is searched for among all facts.

Nothing is kept from one fact to the next, so it is slow and has none of the fold's ways to go wrong.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from domain.calls.call import Call
from domain.calls.ring import Ring
from domain.calls.states import CallState
from domain.floor.floor import Floor
from domain.kernel.fact import Fact
from domain.kernel.ids import media_session_id
from domain.media_sessions.media_session import MediaSession, TrackKind
from domain.recordings.recording import Recording, RecordingState
from event_log import Recorded

F = TypeVar("F", bound=Fact)


class Facts:
    """All facts of a call."""

    def __init__(self, recorded: Sequence[Recorded]) -> None:
        self.all = [one.fact for one in recorded]
        self.positions = [one.position for one in recorded]

    def of(self, *kinds: type[F], **having: object) -> list[F]:
        found = [fact for fact in self.all if isinstance(fact, kinds)]
        return [fact for fact in found if all(getattr(fact, name) == value for name, value in having.items())]

    def one(self, *kinds: type[F], **having: object) -> F | None:
        """The last one."""
        return next(reversed(self.of(*kinds, **having)), None)


def _at(fact: Fact | None) -> datetime | None:
    return None if fact is None else fact.timestamp


def _get(fact: Fact | None, name: str) -> Any:
    return None if fact is None else getattr(fact, name)


def searched(recorded: Sequence[Recorded]) -> dict[str, Any]:
    """The record as JSON has it."""
    facts = Facts(recorded)
    (started,) = facts.of(Call.Started)
    answered, ended = facts.one(Call.Answered), facts.one(Call.Ended)
    joined = facts.of(Call.SessionJoined)
    sessions = [_session(facts, one, _at(ended)) for one in joined]
    made = {
        "id": started.originator_id,
        "version": len(recorded),
        "as_of": max(facts.positions),
        "recorded_at": recorded[-1].recorded_at,
        "complete": ended is not None and _settled(facts),
        "room_id": started.room_id,
        "kind": started.kind,
        "state": CallState.ENDED if ended else CallState.ONGOING if answered else started.state,
        "title": started.title,
        "provider": started.provider,
        "initiator_id": started.initiator_id,
        "started_at": started.timestamp,
        "held_since": _at(answered) or (started.timestamp if started.state is CallState.ONGOING else None),
        "answered_at": _at(answered),
        "answered_by": _get(answered, "user_id"),
        "first_joined_at": min((one.timestamp for one in joined), default=None),
        "last_left_at": max((one["left_at"] for one in sessions), default=None) if ended else None,
        "ended_at": _at(ended),
        "end_reason": _get(ended, "reason"),
        "ended_by": _get(ended, "ended_by"),
        "hosts": _hosts(facts, _at(ended)),
        "sessions": sessions,
        "rings": [_ring(facts, one) for one in facts.of(Ring.Started, Ring.Suppressed)],
        "mutes": _mutes(facts),
        "shares": [_share(facts, one, _at(ended)) for one in facts.of(Floor.ScreenShareStarted)],
        "recordings": [_recording(facts, one.originator_id) for one in facts.of(Recording.Requested)],
        "quality": _quality(facts, [media_session_id(one.session_id) for one in joined]),
        "facts": facts.positions,
    }
    as_json: dict[str, Any] = _camel(msgspec.json.decode(msgspec.json.encode(made)))
    return as_json


def _camel(value: Any) -> Any:
    if isinstance(value, dict):
        return {_camel_name(name): _camel(each) for name, each in value.items()}
    return [_camel(each) for each in value] if isinstance(value, list | tuple) else value


def _camel_name(name: str) -> str:
    return name[0] + name.title().replace("_", "")[1:]


def _settled(facts: Facts) -> bool:
    rung = len(facts.of(Ring.Started, Ring.Suppressed))
    over = len(facts.of(Ring.Accepted, Ring.Declined, Ring.Expired, Ring.Cancelled))
    asked = len(facts.of(Recording.Requested))
    media = {fact.originator_id for fact in facts.of(MediaSession.Event)}
    open_media = [
        id_
        for id_ in media
        if isinstance(
            facts.one(
                MediaSession.Requested,
                MediaSession.Restarted,
                MediaSession.Connected,
                MediaSession.Failed,
                MediaSession.Closed,
                originator_id=id_,
            ),
            MediaSession.Requested | MediaSession.Restarted | MediaSession.Connected,
        )
    ]
    return rung == over and asked == len(facts.of(Recording.Published, Recording.Failed)) and not open_media


def _hosts(facts: Facts, ended_at: datetime | None) -> list[dict[str, Any]]:
    changes = facts.of(Call.Started, Call.HostChanged, Call.HostHandedOver)
    ends = [*(change.timestamp for change in changes[1:]), ended_at]
    return [
        {
            "user_id": getattr(change, "host_id", None) or _get(change, "initiator_id"),
            "since": change.timestamp,
            "until": until,
            "handed_over_by": getattr(change, "handed_over_by", None),
        }
        for change, until in zip(changes, ends, strict=True)
    ]


def _left_at(facts: Facts, session_id: UUID, ended_at: datetime | None) -> datetime | None:
    left = _at(facts.one(Call.SessionLeft, session_id=session_id)) or ended_at
    joined = facts.one(Call.SessionJoined, session_id=session_id)
    assert joined is not None
    return max(left, joined.timestamp) if left else None


def _session(facts: Facts, joined: Call.SessionJoined, ended_at: datetime | None) -> dict[str, Any]:
    left = facts.one(Call.SessionLeft, session_id=joined.session_id)
    ups = facts.of(MediaSession.Connected, session_id=joined.session_id)
    media_id = media_session_id(joined.session_id)
    return {
        "id": joined.session_id,
        "user_id": joined.user_id,
        "device_id": joined.device_id,
        "joined_at": joined.timestamp,
        "media_up_at": _at(ups[0]) if ups else None,
        "left_at": _left_at(facts, joined.session_id, ended_at),
        "leave_reason": _get(left, "reason"),
        "removed_by": _get(left, "removed_by"),
        "connections": [_connection(part) for part in _connections(facts, media_id)],
        "quality": _quality(facts, [media_id]),
    }


def _connections(facts: Facts, media_id: UUID) -> list[list[MediaSession.Event]]:
    """The facts of a media session, cut where each connection begins; and the first fact of the next one at the end."""
    stream = facts.of(MediaSession.Event, originator_id=media_id)
    begins = [n for n, fact in enumerate(stream) if isinstance(fact, MediaSession.Requested | MediaSession.Restarted)]
    ends = [*begins[1:], len(stream)] if begins else []
    return [stream[begin : end + 1] for begin, end in zip(begins, ends, strict=True)]


def _came_to(part: list[MediaSession.Event]) -> MediaSession.Event | None:
    """What was last said of how a connection stands."""
    own = Facts([Recorded(0, fact.timestamp, fact) for fact in part])
    return own.one(MediaSession.Connected, MediaSession.Failed, MediaSession.Closed)


def _ended(part: list[MediaSession.Event]) -> datetime | None:
    last = _came_to(part)
    if isinstance(last, MediaSession.Closed):
        up = [fact.timestamp for fact in part if isinstance(fact, MediaSession.Connected)]
        return max(last.timestamp, *up[:1], part[0].timestamp)
    if isinstance(last, MediaSession.Failed):
        return last.timestamp
    return part[-1].timestamp if isinstance(part[-1], MediaSession.Restarted) and len(part) > 1 else None


def _connection(part: list[MediaSession.Event]) -> dict[str, Any]:
    own = Facts([Recorded(0, fact.timestamp, fact) for fact in part])
    sent, last = {fact.kind for fact in own.of(MediaSession.TrackPublished)}, _came_to(part)
    return {
        "id": part[0].connection_id,
        "requested_at": part[0].timestamp,
        "connected_at": next((fact.timestamp for fact in own.of(MediaSession.Connected)), None),
        "ended_at": _ended(part),
        "close_reason": last.reason if isinstance(last, MediaSession.Closed) else None,
        "failure": last.reason if isinstance(last, MediaSession.Failed) else None,
        "sent": [kind for kind in TrackKind if kind in sent],
        "quality": _quality_of(_held(part)),
    }


def _ring(facts: Facts, rung: Any) -> dict[str, Any]:
    over = facts.one(Ring.Accepted, Ring.Declined, Ring.Expired, Ring.Cancelled, originator_id=rung.originator_id)
    session_id = getattr(over, "session_id", None)
    return {
        "id": rung.originator_id,
        "caller_id": rung.caller_id,
        "callee_id": rung.callee_id,
        "started_at": rung.timestamp,
        "expires_at": rung.expires_at,
        "outcome": type(over).__name__.lower() if over else None,
        "ended_at": _at(over),
        "session_id": session_id,
        "device_id": _get(facts.one(Call.SessionJoined, session_id=session_id), "device_id") if session_id else None,
        "suppression_reason": getattr(rung, "reason", None),
    }


def _mutes(facts: Facts) -> list[dict[str, Any]]:
    return [
        {"at": fact.timestamp, "session_id": fact.session_id, "user_id": fact.user_id, "muted_by": fact.muted_by}
        for fact in facts.of(Floor.Muted)
        if fact.muted_by != fact.user_id
    ]


def _share(facts: Facts, started: Floor.ScreenShareStarted, ended_at: datetime | None) -> dict[str, Any]:
    later = facts.all[facts.all.index(started) + 1 :]
    stops = [f for f in later if isinstance(f, Floor.ScreenShareStopped | Floor.ScreenShareStarted)][:1]
    stop = next((f for f in stops if isinstance(f, Floor.ScreenShareStopped)), None)
    ends = [at for at in (_at(stop), _left_at(facts, started.session_id, ended_at)) if at is not None]
    return {
        "session_id": started.session_id,
        "user_id": started.user_id,
        "started_at": started.timestamp,
        "stopped_at": max(min(ends), started.timestamp) if ends else None,
        "stopped_by": _get(stop, "stopped_by"),
    }


def _recording(facts: Facts, id_: UUID) -> dict[str, Any]:
    about: dict[str, Any] = {"originator_id": id_}
    requested, started = facts.one(Recording.Requested, **about), facts.one(Recording.Started, **about)
    stopped, published = facts.one(Recording.StopRequested, **about), facts.one(Recording.Published, **about)
    failed, deleted = facts.one(Recording.Failed, **about), facts.one(Recording.FileDeleted, **about)
    states = {
        RecordingState.FAILED: failed,
        RecordingState.PUBLISHED: published,
        RecordingState.STOPPING: stopped,
        RecordingState.STARTED: started,
    }
    return {
        "id": id_,
        "state": next((state for state, fact in states.items() if fact), RecordingState.REQUESTED),
        "requested_by": _get(requested, "requested_by"),
        "requested_at": _at(requested),
        "started_at": _at(started),
        "stopped_at": _at(stopped),
        "stop_reason": _get(stopped, "reason"),
        "stopped_by": _get(stopped, "stopped_by"),
        "published_at": _at(published),
        "failed_at": _at(failed),
        "failure": _get(failed, "reason"),
        "file_name": _get(published, "name"),
        "media_type": _get(published, "media_type"),
        "size_bytes": _get(published, "size"),
        "duration_ms": _get(published, "duration_ms"),
        "sha256": _get(published, "sha256"),
        "file_deleted_at": _at(deleted),
    }


def _quality(facts: Facts, media_ids: list[UUID]) -> dict[str, Any] | None:
    return _quality_of([one for id_ in media_ids for part in _connections(facts, id_) for one in _held(part)])


def _quality_of(held: list[tuple[Any, int]]) -> dict[str, Any] | None:
    if not held:
        return None

    def lost(way: str, quality: Any) -> float | None:
        packets, gone = getattr(quality, f"{way}_packets"), getattr(quality, f"{way}_lost_packets")
        return round(gone / (packets + gone), 6) if packets + gone else None

    def ms(name: str, quality: Any) -> float | None:
        value = getattr(quality, name)
        return None if value is None else value / 1000

    return {
        "samples": len(held),
        "round_trip_ms": _spread([(ms("round_trip_us", q), for_ms) for q, for_ms in held]),
        "up_jitter_ms": _spread([(ms("up_jitter_us", q), for_ms) for q, for_ms in held]),
        "down_jitter_ms": _spread([(ms("down_jitter_us", q), for_ms) for q, for_ms in held]),
        "up_loss": _spread([(lost("up", q), for_ms) for q, for_ms in held]),
        "down_loss": _spread([(lost("down", q), for_ms) for q, for_ms in held]),
    }


def _held(part: list[MediaSession.Event]) -> list[tuple[Any, int]]:
    """Each sample of a connection with the milliseconds for which it stood."""
    samples = [fact for fact in part if isinstance(fact, MediaSession.QualitySampled)]
    if not samples:
        return []
    begins = [fact.timestamp - timedelta(milliseconds=fact.quality.over_ms) for fact in samples]
    last = max(samples[-1].timestamp, _ended(part) or samples[-1].timestamp)
    ends = [*begins[1:], last]
    stood = [(end - begin) // timedelta(milliseconds=1) for begin, end in zip(begins, ends, strict=True)]
    return [(fact.quality, max(1, ms)) for fact, ms in zip(samples, stood, strict=True)]


def _spread(values: list[tuple[float | None, int]]) -> dict[str, float] | None:
    known = sorted((value, for_ms) for value, for_ms in values if value is not None)
    if not known:
        return None
    sums = list(accumulate(for_ms for _, for_ms in known))

    def percentile(share: int) -> float:
        return min(value for (value, _), up_to in zip(known, sums, strict=True) if up_to * 100 >= sums[-1] * share)

    mean = round(sum(value * for_ms for value, for_ms in known) / sums[-1], 6)
    return {"mean": mean, "p50": percentile(50), "p95": percentile(95), "worst": max(value for value, _ in known)}
