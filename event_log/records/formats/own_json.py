"""A record as JSON of our own: all that it says.

Names may be added to it; `schema` says another number once one goes or means something else.
"""

import msgspec

from event_log.records.record import CallRecord

SCHEMA = "ringlog.callRecord/1"


def as_json(record: CallRecord) -> str:
    """Indented, for people too."""
    document = {"schema": SCHEMA, **msgspec.to_builtins(record)}
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
