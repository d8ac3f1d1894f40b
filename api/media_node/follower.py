"""Follows the log for the media module: whoever left a call is cut off, whoever asked for it."""

import asyncio
import logging
import threading

import psycopg
from eventsourcing.persistence import PersistenceError

from api.presence.media_nodes import MediaNodes
from domain.call import Call
from domain.event_log import LogReader, LogTail
from domain.facts import Fact
from media.sfu import Sfu

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds, for appends that nobody announced
PAUSE = 0.5  # seconds between attempts while the database is away


class Follower:
    """Starts at the end of the log: when the process starts, nobody is connected."""

    def __init__(self, database_url: str, sfu: Sfu, nodes: MediaNodes, loop: asyncio.AbstractEventLoop) -> None:
        self._database_url = database_url
        self._sfu = sfu
        self._nodes = nodes
        self._loop = loop
        self._reader = LogReader(database_url)
        self._position = self._reader.end()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="media-follower", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join(timeout=2 * LOOK_EVERY)
        self._reader.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with LogTail(self._database_url) as tail:
                    while not self._stop.is_set():
                        self._catch_up()
                        tail.wait(LOOK_EVERY)
            except (psycopg.Error, PersistenceError) as problem:
                logger.warning("The media process can't follow the log: %s", problem)
                self._stop.wait(PAUSE)

    def _catch_up(self) -> None:
        while batch := self._reader.read(self._position):
            for recorded in batch:
                self._obey(recorded.fact)
                self._position = recorded.position

    def _obey(self, fact: Fact) -> None:
        match fact:
            case Call.SessionLeft():
                asyncio.run_coroutine_threadsafe(self._sfu.close_peer(fact.session_id), self._loop)
            case Call.Ended():
                asyncio.run_coroutine_threadsafe(self._sfu.close_call(fact.originator_id), self._loop)
                self._nodes.forget_calls([fact.originator_id])
