"""The last resort at the end of a role: what hangs, in a database that doesn't answer, keeps no process."""

import logging
import os
import threading
import time

logger = logging.getLogger(__name__)

END_WITHIN = 7.0  # seconds; the supervisor kills a little later


def end_within(seconds: float = END_WITHIN) -> None:
    """From now on, this process has so long to end by itself. All that is recorded by then stays recorded."""
    threading.Thread(target=_wait_and_leave, args=(seconds,), name="ending", daemon=True).start()


def _wait_and_leave(seconds: float) -> None:
    time.sleep(seconds)
    logger.critical("Something still waited after %.0f s, most likely for the database: leaving", seconds)
    os._exit(1)
