"""A running media server on a free loopback port, and what it reported."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from media.provider import CloseReason, PeerConnection, Sample, TrackKind
from media.sfu.media_settings import MediaSettings
from media.sfu.sfu import Sfu
from tests.media.peers import Negotiate, TestPeer

LOOPBACK = MediaSettings(listen_host="127.0.0.1", udp_port=0)


@dataclass
class Reported:
    """Everything the media server has said, in order."""

    facts: list[tuple[object, ...]] = field(default_factory=list)
    alive_at: dict[UUID, datetime] = field(default_factory=dict)
    speakers: list[tuple[UUID, tuple[UUID, ...], datetime]] = field(default_factory=list)
    samples: list[tuple[UUID, Sample, datetime]] = field(default_factory=list)

    def of(self, *names: str) -> list[tuple[object, ...]]:
        return [fact for fact in self.facts if fact[0] in names]

    def connected(self, connection: PeerConnection, at: datetime, after: timedelta) -> None:
        self.facts.append(("connected", connection.peer_id, at, after))

    def failed(self, connection: PeerConnection, at: datetime, reason: str) -> None:
        self.facts.append(("failed", connection.peer_id, at, reason))

    def published(self, connection: PeerConnection, track_id: UUID, kind: TrackKind, at: datetime) -> None:
        self.facts.append(("published", connection.peer_id, track_id, kind, at))

    def unpublished(self, connection: PeerConnection, track_id: UUID, kind: TrackKind, at: datetime) -> None:
        self.facts.append(("unpublished", connection.peer_id, track_id, kind, at))

    def closed(self, connection: PeerConnection, at: datetime, reason: CloseReason) -> None:
        self.facts.append(("closed", connection.peer_id, at, reason))

    def alive(self, last_seen: Mapping[UUID, datetime]) -> None:
        self.alive_at.update(last_seen)

    def sampled(self, connection: PeerConnection, sample: Sample, at: datetime) -> None:
        self.samples.append((connection.peer_id, sample, at))

    def speaking(self, call_id: UUID, peer_ids: tuple[UUID, ...], at: datetime) -> None:
        self.speakers.append((call_id, peer_ids, at))


class Room:
    """One call on an SFU, which peers can be put into."""

    def __init__(self, sfu: Sfu) -> None:
        self.sfu = sfu
        self.call_id = uuid4()

    def signalling(self, peer_id: UUID, kinds: dict[str, TrackKind] | None = None) -> Negotiate:
        async def negotiate(sdp: str) -> str:
            answer = self.sfu.negotiate(call_id=self.call_id, peer_id=peer_id, sdp=sdp, kinds=kinds)
            return answer.sdp

        return negotiate

    def peer(self, peer_id: UUID | None = None, kinds: dict[str, TrackKind] | None = None) -> TestPeer:
        return TestPeer(self.signalling(peer_id or uuid4(), kinds))


@pytest.fixture
def reported() -> Reported:
    return Reported()


@pytest.fixture
async def sfu(reported: Reported) -> AsyncIterator[Sfu]:
    async with running(reported) as sfu:
        yield sfu


@pytest.fixture
def room(sfu: Sfu) -> Room:
    return Room(sfu)


@asynccontextmanager
async def running(reported: Reported, settings: MediaSettings = LOOPBACK) -> AsyncIterator[Sfu]:
    """An SFU with settings of one's own."""
    async with Sfu(reported, settings) as sfu:
        yield sfu
