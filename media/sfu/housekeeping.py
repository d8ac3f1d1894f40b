"""What an SFU does all the time: sends reports, tells who is alive, takes samples, drops who went silent, listens."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from uuid import UUID

from media.sfu.media_call import MediaCall
from media.sfu.media_settings import MediaSettings
from media.sfu.peer import Peer
from media.sfu.reporter import Reporter

logger = logging.getLogger(__name__)

LISTEN_EVERY = 0.3  # s
STOOD_STILL = 2.5  # s between two looks at the peers, which are a second apart at most


class Housekeeping:
    """Of the peers and calls there are at any moment, from `start` to `stop`. `drop` is told who went silent."""

    def __init__(
        self,
        peers: Mapping[UUID, Peer],
        calls: Mapping[UUID, MediaCall],
        settings: MediaSettings,
        reporter: Reporter,
        drop: Callable[[Peer], None],
    ) -> None:
        self._peers = peers
        self._calls = calls
        self._settings = settings
        self._reporter = reporter
        self._drop = drop
        self._now = asyncio.get_running_loop().time
        self._alive_reported = self._looked_at = 0.0
        self._listens_since = 0.0  # when this process last stood still, and heard nobody
        self._rounds: tuple[asyncio.Task[None], ...] = ()

    def start(self) -> None:
        self._alive_reported = self._looked_at = self._now()
        settings = self._settings
        seconds = min(1.0, settings.dropped_after / 4, settings.alive_every, settings.sample_every)
        self._rounds = (
            asyncio.create_task(self._every(seconds, self._look_after_peers)),
            asyncio.create_task(self._every(LISTEN_EVERY, self._listen)),
        )

    async def stop(self) -> None:
        for task in self._rounds:
            task.cancel()
            await asyncio.wait({task})

    async def _every(self, seconds: float, work: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                work()
            except Exception:  # the next round must come for everybody else
                logger.exception("Looking after the connections failed")

    def _look_after_peers(self) -> None:
        now = self._now()
        connected = [peer for peer in self._peers.values() if peer.connected]
        if now - self._looked_at > STOOD_STILL:
            self._listens_since = now
        self._looked_at = now
        for peer in connected:
            self._look_after(peer, now)
        if now - self._alive_reported >= self._settings.alive_every:
            self._reporter.alive([peer for peer in connected if peer.ice.last_seen > self._alive_reported])
            self._alive_reported = now

    def _look_after(self, peer: Peer, now: float) -> None:
        peer.second_passed()
        peer.ice.keep_consent()
        if now - peer.sampler.since >= self._settings.sample_every:
            self._reporter.sample(peer)
        if now - max(peer.ice.last_seen, self._listens_since) > self._settings.dropped_after:
            self._drop(peer)

    def _listen(self) -> None:
        for call in self._calls.values():
            self._reporter.speaking(call)
