"""A moment of the log as people give it: a position, or a time."""

from datetime import UTC, datetime

from event_log import LogReader
from ringlog.cli.preparing import fail


def position_of(reader: LogReader, given: str) -> int:
    """The last position that there was at that moment. Ends the command if that is none in the past."""
    if given.lstrip("+-").isdecimal():
        position, end = int(given), reader.end()
        if position < 1:
            fail(f"A position is a whole number from 1 on, not {given}.")
        if position > end:
            fail(f"The log doesn't have a position {position} yet: it ends at {end}.")
        return position
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        fail(f"{given} is neither a position nor a time such as 2026-11-24T20:33:23Z.")
    if moment.tzinfo is None:
        fail(f"{given} has no offset from UTC: write {given}Z for UTC.")
    if moment > datetime.now(UTC):
        fail(f"{given} hasn't come yet.")
    return reader.position_at(moment)
