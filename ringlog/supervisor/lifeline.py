"""How a role ends with its supervisor, also when that was killed: its standard input is a pipe the supervisor holds.

Nothing is ever written to the pipe; when the supervisor is gone, however it went, the system closes it.
"""

import os
import signal
import sys
import time
from threading import Thread

GRACE = 5.0  # seconds that a role has to end cleanly once its supervisor is gone


def end_with_supervisor(grace: float = GRACE) -> None:
    """From now on, this process gets SIGTERM when its supervisor is gone, and SIGKILL `grace` seconds later."""
    Thread(target=_wait_and_end, args=(grace,), name="lifeline", daemon=True).start()


def _wait_and_end(grace: float) -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(grace)
    os.kill(os.getpid(), signal.SIGKILL)
