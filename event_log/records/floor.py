"""Of a call's facts, those of who was muted by others, and who shared a screen."""

from dataclasses import dataclass

from domain.floor.floor import Floor
from event_log.records.handlers import Handlers
from event_log.records.presence import Presence
from event_log.records.record import MuteRecord, ShareRecord


@dataclass
class _Share:
    started: Floor.ScreenShareStarted
    stopped: Floor.ScreenShareStopped | None = None

    def record(self, presence: Presence) -> ShareRecord:
        """A session that has left shares no more, whenever that was noticed."""
        left_at = presence.left_at(self.started.session_id)
        ends = [self.stopped.timestamp if self.stopped else None, left_at]
        known = [end for end in ends if end is not None]
        return ShareRecord(
            session_id=self.started.session_id,
            user_id=self.started.user_id,
            started_at=self.started.timestamp,
            stopped_at=max(self.started.timestamp, min(known)) if known else None,
            stopped_by=self.stopped.stopped_by if self.stopped else None,
        )


class OnTheFloor:
    def __init__(self) -> None:
        self._mutes: list[MuteRecord] = []
        self._shares: list[_Share] = []
        self.handlers: Handlers = {
            Floor.Muted: self._muted,
            Floor.ScreenShareStarted: self._share_started,
            Floor.ScreenShareStopped: self._share_stopped,
        }

    def mutes(self) -> tuple[MuteRecord, ...]:
        return tuple(self._mutes)

    def shares(self, presence: Presence) -> tuple[ShareRecord, ...]:
        return tuple(share.record(presence) for share in self._shares)

    def _muted(self, fact: Floor.Muted) -> None:
        if fact.muted_by != fact.user_id:
            mute = MuteRecord(
                at=fact.timestamp, session_id=fact.session_id, user_id=fact.user_id, muted_by=fact.muted_by
            )
            self._mutes.append(mute)

    def _share_started(self, fact: Floor.ScreenShareStarted) -> None:
        self._shares.append(_Share(fact))

    def _share_stopped(self, fact: Floor.ScreenShareStopped) -> None:
        """There is one at a time."""
        self._shares[-1].stopped = fact
