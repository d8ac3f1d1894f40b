"""Follows the log for the media server: whoever left a call is cut off, and the floor is kept as it is recorded."""

import asyncio
import threading
from collections.abc import Collection, Mapping, Sequence

from domain.calls.call import Call
from domain.floor.floor import Floor
from domain.recordings.recording import Recording
from event_log import Follower, LogReader, Recorded
from event_log.follower import Tell
from media.node.enforcement import SCREEN, FloorEnforcement
from media.node.recordings.coordinator import RecordingCoordinator
from media.provider import TrackKind
from runtime.presence.media_nodes import MediaNodes
from runtime.thread_pools import on_own_thread

END_WITHIN = 2.0  # seconds that closing waits for the thread
SENT: Mapping[type[Floor.Event], Collection[TrackKind]] = {
    Floor.Muted: [TrackKind.MICROPHONE],
    Floor.Unmuted: [TrackKind.MICROPHONE],
    Floor.CameraTurnedOn: [TrackKind.CAMERA],
    Floor.CameraTurnedOff: [TrackKind.CAMERA],
    Floor.ScreenShareStarted: SCREEN,
    Floor.ScreenShareStopped: SCREEN,
}
"""What each fact of the floor is about."""


class MediaFollower(Follower):
    """Starts at the end of the log: when the process starts, nobody is connected."""

    name = "media"

    def __init__(
        self,
        reader: LogReader,
        enforcement: FloorEnforcement,
        recordings: RecordingCoordinator,
        nodes: MediaNodes,
        tell: Tell,
    ) -> None:
        """Begins at once, on a thread of its own; what facts lead to is done on the running event loop."""
        self.began_after = reader.end()
        super().__init__(reader, self.began_after, tell=tell)
        self._enforcement = enforcement
        self._recordings = recordings
        self._nodes = nodes
        self._loop = asyncio.get_running_loop()
        self._stop, self._over = threading.Event(), threading.Event()
        self._following = on_own_thread(self._run, "media-follower")

    async def ended(self) -> None:
        """Returns when it follows no more; raises what it ended by."""
        await self._following

    def close(self) -> None:
        """Waits for its thread, so it is called from another one than the loop's. A second call does nothing."""
        self._stop.set()
        self._over.wait(END_WITHIN)
        self._reader.close()

    def handle(self, batch: Sequence[Recorded]) -> None:
        """Raises what obeying one of them raises."""
        self._nodes.forget_calls([each.fact.originator_id for each in batch if isinstance(each.fact, Call.Ended)])
        asyncio.run_coroutine_threadsafe(self._obey_all(batch), self._loop).result()

    def start_over(self) -> int:
        """Everyone is cut off, to connect again as far as the log still knows them."""
        end = self._reader.end()
        self._loop.call_soon_threadsafe(self._enforcement.start_over)
        return end

    def _run(self) -> None:
        try:
            self.run(self._stop)
        finally:
            self._over.set()

    async def _obey_all(self, batch: Sequence[Recorded]) -> None:
        for recorded in batch:
            self._obey(recorded)
            await asyncio.sleep(0)  # packets don't wait for a whole batch

    def _obey(self, recorded: Recorded) -> None:
        fact, enforcement = recorded.fact, self._enforcement
        match fact:
            case Call.SessionLeft():
                enforcement.left(fact.originator_id, fact.session_id)
            case Call.Ended():
                enforcement.ended(fact.originator_id)
            case Recording.Event():
                self._recordings.obey(fact)
            case Floor.Unmuted() | Floor.CameraTurnedOn() | Floor.ScreenShareStarted():
                enforcement.changed(fact.call_id, fact.session_id, SENT[type(fact)], True, recorded.position)
            case Floor.Muted() | Floor.CameraTurnedOff() | Floor.ScreenShareStopped():
                enforcement.changed(fact.call_id, fact.session_id, SENT[type(fact)], False, recorded.position)
