"""What of a person's facts is theirs to read, and what they are told about it."""

from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection

from carry.exporting.readable import Disclosed
from carry.exporting.selection import AT_ONCE
from domain.directory.room import Room
from event_log import LogReader
from event_log.display_names import Names
from event_log.erasures import traces

HAS = (
    "Everything that the event log of this call service records of you: each fact that names you, in the order in "
    "which it was recorded, with who caused it, when and from where. Your own texts are readable: your names, "
    "messages, reactions, devices, addresses, titles of calls that you began, and the names of rooms that you were in."
)
HAS_NOT = (
    "Texts that are somebody else's, or also somebody else's: of other people there are only ids. Texts whose keys "
    "were destroyed read (erased). What you said in calls isn't recorded as facts; recordings are files of their own, "
    "and stand here by their ids. What was recorded after the position above isn't in it. Copies that others keep, "
    "such as backups and the chat product's own data, aren't part of it."
)
MEANING = "docs/events.md of Ringlog says what each kind of fact and each field means."


class Subject(NamedTuple):
    """`about`: what is said before the facts."""

    disclosed: Disclosed
    about: dict[str, Any]


def data_subject(connection: Connection[Any], reader: LogReader, person_id: UUID, last: int) -> Subject:
    """Raises psycopg.Error and the library's errors."""
    found = [traces(connection, person_id, after, min(after + AT_ONCE, last)) for after in range(0, last, AT_ONCE)]
    in_rooms, in_calls = (frozenset().union(*ids) for ids in zip(*found, strict=True))
    names = Names()
    for recorded in reader.of_these(in_rooms, (Room.Created, Room.Renamed), until=last):
        names.learn(recorded.fact)
    rooms = {str(id_): names.known(id_) for id_ in sorted(in_rooms)}
    return Subject(
        Disclosed(frozenset({person_id, *in_rooms, *in_calls})),
        {"has": HAS, "has_not": HAS_NOT, "meaning": MEANING, "rooms": rooms},
    )
