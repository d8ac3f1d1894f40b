"""The media process: an SFU, the orders it takes, the facts it reports, and its heartbeat."""

import asyncio
import logging
import secrets
import socket
from contextlib import AsyncExitStack, suppress
from typing import Any

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.kernel.clock import system_clock
from domain.media_sessions.use_cases import MediaSessionUseCases
from domain.recordings.use_cases import RecordingUseCases
from domain.workspace.use_cases import settings_of
from event_log import LogReader
from event_log.application import Ringlog
from media.node.control import control_app
from media.node.control_address import (
    control_host,
    control_listener,
    control_url,
    reached_by_nobody_else,
    towards_database,
)
from media.node.control_server import ControlServer
from media.node.enforcement import FloorEnforcement
from media.node.follower import MediaFollower
from media.node.heartbeat import WITHDRAW_WITHIN, Heartbeat
from media.node.media_reports import MediaReports
from media.node.recordings.coordinator import RecordingCoordinator
from media.node.recordings.recording_reports import RecordingReports
from media.node.recordings.requested import RequestedRecordings
from media.node.recordings.work_folder import WorkFolder
from media.sfu.media_settings import MediaSettings
from media.sfu.sfu import Sfu
from runtime.config import Config
from runtime.media_addresses import cannot_listen, media_settings
from runtime.presence.database import open_pool
from runtime.presence.follower_presence import TELL_EVERY, Followers
from runtime.presence.media_nodes import MediaNode, MediaNodes
from runtime.presence.session_presence import SessionPresence
from runtime.presence.speaker_reports import SpeakerReports
from runtime.role_tasks import run_until
from runtime.storage.sealed_storage import SealedStorage
from runtime.storage.storage import open_storage, recordings_folder
from runtime.thread_pools import in_thread, on_own_thread

logger = logging.getLogger(__name__)


class MediaProcess:
    """Runs until `stop` is set. `settings` are the configuration's and the workspace's, unless they are given."""

    def __init__(self, config: Config, settings: MediaSettings | None = None) -> None:
        assert config.database_url is not None
        self._config = config
        self._settings = settings
        self._database_url = config.database_url
        self._node_id = f"{socket.gethostname()}-{secrets.token_hex(4)}"

    async def run(self, stop: asyncio.Event) -> None:
        """Raises CannotListen, TaskEnded, an error if the database can't be read at the start.

        Which UDP port and which host are read once: what admins set takes effect in the next process.
        """
        async with AsyncExitStack() as stack:
            log = stack.enter_context(Ringlog(env={"DATABASE_URL": self._database_url}))
            pool = stack.enter_context(open_pool(self._database_url))
            nodes = MediaNodes(pool)
            reports = await stack.enter_async_context(self._open_reports(log, pool))
            settings = self._settings or media_settings(self._config, await in_thread(settings_of, log))
            sfu = await self._listen(stack, reports, settings)
            recordings = self._coordinate_recordings(log, sfu, nodes)
            stack.push_async_callback(recordings.close)
            enforcement = FloorEnforcement(sfu, recordings.placed)
            stack.push_async_callback(enforcement.close)
            followers = Followers(pool)
            follower = MediaFollower(LogReader(self._database_url), enforcement, recordings, nodes, followers.note)
            stack.push_async_callback(in_thread, follower.close)
            recordings.take_up(RequestedRecordings(pool, follower.began_after))
            control, node = await self._take_orders(stack, enforcement, sfu, pool)
            heartbeat = Heartbeat(nodes, node, enforcement, recordings)
            stack.push_async_callback(self._say_goodbye, heartbeat, follower, followers)
            logger.info("media: UDP port %d, node %s, orders at %s", sfu.udp_port, node.node_id, node.control_url)
            await run_until(
                stop,
                the_heartbeat=heartbeat.beat(),
                the_follower_of_the_log=follower.ended(),
                telling_of_followers=self._keep_telling(followers),
                the_control_server=control.ended(),
                reporting=reports.ended(),
                the_search_for_unfinished_recordings=recordings.look_for_journals(),
            )

    def _open_reports(self, log: Ringlog, pool: ConnectionPool[Connection[Any]]) -> MediaReports:
        sessions, speakers = MediaSessionUseCases(log, system_clock), SpeakerReports(pool, self._node_id)
        return MediaReports(self._node_id, sessions, SessionPresence(pool), speakers)

    async def _listen(self, stack: AsyncExitStack, reports: MediaReports, settings: MediaSettings) -> Sfu:
        try:
            return await stack.enter_async_context(Sfu(reports, settings, system_clock))
        except OSError as problem:
            raise cannot_listen(settings, problem) from problem

    def _coordinate_recordings(self, log: Ringlog, sfu: Sfu, nodes: MediaNodes) -> RecordingCoordinator:
        return RecordingCoordinator(
            node_id=self._node_id,
            sfu=sfu,
            reports=RecordingReports(self._node_id, RecordingUseCases(log, system_clock), system_clock),
            work_folder=WorkFolder(recordings_folder(self._config) / "unfinished"),
            storage=SealedStorage(open_storage(self._config), log.sealer),
            nodes=nodes,
            clock=system_clock,
        )

    async def _keep_telling(self, followers: Followers) -> None:
        while True:
            with suppress(psycopg.Error):  # which others say, and /health finds out by itself
                await on_own_thread(followers.tell, "media-followers")
            await asyncio.sleep(TELL_EVERY)

    async def _say_goodbye(self, heartbeat: Heartbeat, follower: MediaFollower, followers: Followers) -> None:
        """Side by side, as each may wait for a database that doesn't answer."""
        await asyncio.gather(heartbeat.withdraw(), in_thread(follower.close), self._withdraw(followers))

    async def _withdraw(self, followers: Followers) -> None:
        with suppress(psycopg.Error, TimeoutError):  # then they are found quiet
            async with asyncio.timeout(WITHDRAW_WITHIN):
                await on_own_thread(followers.withdraw, "media-followers")

    async def _take_orders(
        self, stack: AsyncExitStack, enforcement: FloorEnforcement, sfu: Sfu, pool: ConnectionPool[Connection[Any]]
    ) -> tuple[ControlServer, MediaNode]:
        token = secrets.token_urlsafe(32)
        listener = control_listener(self._config)
        bound, port = listener.getsockname()[:2]
        control = await stack.enter_async_context(ControlServer(control_app(enforcement, sfu, token), listener))
        database_side = await in_thread(self._database_side, pool)
        host = control_host(self._config, bound, database_side)
        if warning := reached_by_nobody_else(host, database_side):
            logger.warning(warning)
        return control, MediaNode(self._node_id, control_url(host, port), token)

    def _database_side(self, pool: ConnectionPool[Connection[Any]]) -> str | None:
        with pool.connection() as connection:
            return towards_database(connection)
