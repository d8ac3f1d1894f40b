"""Ends a process that doesn't end by itself: what hangs, in a database that doesn't answer, keeps none."""

import logging
import os
import threading
import time

logger = logging.getLogger(__name__)

EXIT_AFTER = 7.0  # seconds; the supervisor kills a little later


def exit_by_force_after(seconds: float = EXIT_AFTER) -> None:
    """From now on, this process has so long to end by itself. All that is recorded by then stays recorded."""
    threading.Thread(target=_wait_and_exit, args=(seconds,), name="ending", daemon=True).start()


def _wait_and_exit(seconds: float) -> None:
    time.sleep(seconds)
    logger.critical("Something still waited after %.0f s, most likely for the database: leaving", seconds)
    os._exit(1)
