"""The eventsourcing library's subscription to a log, woken by our announcements."""

from collections.abc import Sequence
from threading import Thread
from typing import Any

from eventsourcing.persistence import ApplicationRecorder, ListenNotifySubscription

from event_log.tail import LogTail

LOOK_AGAIN = 1.0  # seconds: notices a stop, and appends nobody announced


class LogSubscription(ListenNotifySubscription[ApplicationRecorder]):
    """Iterates over notifications, present and future."""

    def __init__(
        self, recorder: ApplicationRecorder, database_url: str, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        """Starts after position `gt`; with `topics`, only those."""
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        self._database_url = database_url
        self._listener = Thread(target=self._listen, name="event log subscription", daemon=True)
        self._listener.start()

    def __exit__(self, *args: object, **kwargs: Any) -> None:
        """Stop, and wait for the threads."""
        try:
            super().__exit__(*args, **kwargs)
        finally:
            self._listener.join()

    def _listen(self) -> None:
        with LogTail(self._database_url) as tail:
            while not self._has_been_stopped:
                tail.wait(LOOK_AGAIN)
                self._has_been_notified.set()
