"""Takes the words of facts' texts in; those of texts that can't be read at present as soon as they can."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from eventsourcing.persistence import MapperDeserialisationError
from psycopg import Connection

from domain.kernel.counted import counted
from event_log.reader import LogReader, Recorded
from event_log.sandbox import sandboxed
from event_log.search.statements import SQL
from event_log.search.texts import FIELDS, is_readable, text_of

RETRY_EVERY = 10.0  # seconds

logger = logging.getLogger(__name__)


class Words:
    """Of the facts of one log. All methods raise psycopg.Error and those of eventsourcing.persistence."""

    def __init__(self, reader: LogReader, elapsed: Callable[[], float] = time.monotonic) -> None:
        """`reader` only shows: it gives what is sealed under a missing key as Unreadable."""
        self._reader = reader
        self._elapsed = elapsed
        self._retry_at = 0.0
        self._retried = 0  # up to this position, in this turn

    def add(self, connection: Connection[Any], after: int, until: int) -> None:
        """Those of the facts between these positions; which are unreadable is remembered, and said."""
        unreadable = self._add(connection, self._read(after, until))
        if unreadable:
            connection.execute(SQL["add_unreadable"], (unreadable,))
            logger.log(
                logging.INFO if sandboxed(connection) else logging.ERROR,  # in a sandbox keys are left out on purpose
                "search: %s can't be found by their words until they can be read, the first at position %d",
                counted(len(unreadable), "fact"),
                unreadable[0],
            )

    def retry(self, connection: Connection[Any], limit: int) -> None:
        """Every ten seconds, have another look at what couldn't be read, at so many facts at most."""
        if self._elapsed() < self._retry_at:
            return
        self._retry_at = self._elapsed() + RETRY_EVERY
        parameters = {"after": self._retried, "limit": limit}
        positions = [position for (position,) in connection.execute(SQL["unreadable"], parameters)]
        self._retried = positions[-1] if len(positions) == limit else 0
        for first, last in _stretches(positions):
            still = self._add(connection, self._read(first - 1, last))
            connection.execute(SQL["remove_readable"], {"first": first, "last": last, "still": still})

    def _add(self, connection: Connection[Any], facts: Iterable[Recorded | int]) -> list[int]:
        """Returns the positions of what can't be read."""
        texts, unreadable = {}, []
        for each in facts:
            if isinstance(each, int):
                unreadable.append(each)
            elif not is_readable(each.fact):
                unreadable.append(each.position)
            elif text := text_of(each.fact):
                texts[each.position] = text
        if texts:
            connection.execute(SQL["add_texts"], {"positions": list(texts), "texts": list(texts.values())})
        return unreadable

    def _read(self, after: int, until: int) -> list[Recorded | int]:
        """The facts that have texts; of one that was changed, only its position. Which it is is found by halves."""
        try:
            return list(self._reader.of_kinds(FIELDS, after, until))
        except MapperDeserialisationError:
            if until - after == 1:
                return [until]
            middle = (after + until) // 2
            return self._read(after, middle) + self._read(middle, until)


def _stretches(positions: list[int]) -> list[tuple[int, int]]:
    """The first and the last of each row of positions without a gap."""
    found: list[tuple[int, int]] = []
    for position in positions:
        if found and found[-1][1] == position - 1:
            found[-1] = found[-1][0], position
        else:
            found.append((position, position))
    return found
