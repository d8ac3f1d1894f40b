"""Threads that end together: what `asyncio.TaskGroup` is to tasks."""

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from runtime.role_tasks import TaskEnded

logger = logging.getLogger(__name__)

END_WITHIN = 5.0  # seconds that threads get to end once one of them has, or all were told to
LOOK_EVERY = 0.2  # seconds


class ThreadGroup:
    """A context manager whose end waits until `stop` is set, and sets it when any thread ends.

    Raises TaskEnded then, for the first that did. A thread that hangs longer than END_WITHIN, in a database that
    doesn't answer, is named and left behind: threads are daemons.
    """

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._one_ended = threading.Event()  # not `stop`: signal handlers set that, which may be while we wait
        self._ended: TaskEnded | None = None
        self._threads: list[threading.Thread] = []

    def start(self, name: str, run: Callable[[threading.Event], None]) -> None:
        """Run it until `stop` is set; `name` is what it is called when it ends before."""
        thread = threading.Thread(target=self._run, args=(name, run), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while error is None and not self._stop.is_set():
            self._one_ended.wait(LOOK_EVERY)
        self._stop.set()
        deadline = time.monotonic() + END_WITHIN
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
            if thread.is_alive():
                logger.warning("%s hangs, and is left behind", thread.name)
        if self._ended is not None:
            raise self._ended

    def _run(self, name: str, run: Callable[[threading.Event], None]) -> None:
        try:
            run(self._stop)
        except Exception as problem:  # noqa: BLE001 - whatever it is ends the role
            self._note(f"{name} has ended: {problem!r}", problem)
        else:
            self._note(f"{name} has ended by itself", None)
        self._stop.set()
        self._one_ended.set()

    def _note(self, sentence: str, problem: Exception | None) -> None:
        """Of several, the first counts; what comes after `stop` is no surprise."""
        if self._ended is None and not self._stop.is_set():
            self._ended = TaskEnded(sentence)
            self._ended.__cause__ = problem
