"""A media node's signs of life: while they come it is given calls, and it learns which of them have gone elsewhere."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from uuid import UUID

import psycopg

from media.node.enforcement import FloorEnforcement
from media.node.recordings.coordinator import RecordingCoordinator
from runtime.presence.media_nodes import HEARTBEAT, MediaNode, MediaNodes
from runtime.thread_pools import on_own_thread

logger = logging.getLogger(__name__)

WITHDRAW_WITHIN = 1.0  # seconds; without it, the node counts as gone a little later


class Heartbeat:
    """Beats on threads of its own, which hold up nothing when the database doesn't answer."""

    def __init__(
        self, nodes: MediaNodes, node: MediaNode, enforcement: FloorEnforcement, recordings: RecordingCoordinator
    ) -> None:
        self._nodes = nodes
        self._node = node
        self._enforcement = enforcement
        self._recordings = recordings

    async def beat(self) -> None:
        """Until cancelled."""
        while True:
            try:
                beat = partial(self._beat_once, {**self._recordings.generations, **self._enforcement.generations})
                self._enforcement.moved(await on_own_thread(beat, "media-heartbeat"))
            except psycopg.Error as problem:
                logger.warning("media: the database is out of reach: %s", problem)
            await asyncio.sleep(HEARTBEAT)

    async def withdraw(self) -> None:
        """No more calls, and those there are go elsewhere."""
        try:
            async with asyncio.timeout(WITHDRAW_WITHIN):
                await on_own_thread(partial(self._nodes.withdraw, self._node.node_id), "media-withdrawal")
        except (psycopg.Error, TimeoutError) as problem:
            logger.warning("media: it couldn't be said that node %s is gone: %r", self._node.node_id, problem)

    def _beat_once(self, generations: Mapping[UUID, int]) -> dict[UUID, int]:
        self._nodes.announce(self._node)
        return self._nodes.moved(generations)
