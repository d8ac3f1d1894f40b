"""Rebuilding in a thread of its own, while somebody else goes on."""

import logging
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from types import TracebackType
from typing import Self

from projections.engine.connection import DATABASE_AWAY
from projections.engine.rebuilding import Interrupted, rebuild_outdated
from projections.engine.views import Views

logger = logging.getLogger(__name__)


class RebuildBeside:
    """A context manager; at its end, a rebuild that isn't done is given up."""

    def __init__(self, database_url: str, views: Views) -> None:
        self._database_url = database_url
        self._views = views
        self._stop = Event()
        self._thread = ThreadPoolExecutor(1, "views rebuild beside")
        self._running: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.shutdown()

    def go_on(self) -> None:
        """See to it that a rebuild is running. Raises what one has raised, unless it was the database's being away."""
        if self._running is not None:
            if not self._running.done():
                return
            ended, self._running = self._running, None
            self._settle(ended)
        self._running = self._thread.submit(rebuild_outdated, self._database_url, self._views, self._stop)

    @staticmethod
    def _settle(ended: Future[None]) -> None:
        try:
            ended.result()
        except Interrupted:
            pass
        except DATABASE_AWAY as error:
            logger.warning("The rebuild of views begins anew: %s", error)
