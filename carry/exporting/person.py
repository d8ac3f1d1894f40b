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
    "messages, reactions, devices, addresses, titles of calls that you began, and what your rooms were called while "
    "you were in them."
)
HAS_NOT = (
    "Texts that are somebody else's, or also somebody else's: of other people there are only ids. Texts whose keys "
    "were destroyed read (erased). What you said in calls isn't recorded as facts; recordings are files of their own, "
    "and stand here by their ids. What was recorded after the position above isn't in it. Copies that others keep, "
    "such as backups and the chat product's own data, aren't part of it."
)
MEANING = "docs/events.md of Ringlog says what each kind of fact and each field means."

NAMING = (Room.Created, Room.Renamed, Room.MembersAdded, Room.MembersRemoved)


class Subject(NamedTuple):
    """`about`: what is said before the facts."""

    disclosed: Disclosed
    about: dict[str, Any]


def data_subject(connection: Connection[Any], reader: LogReader, person_id: UUID, last: int) -> Subject:
    """Raises psycopg.Error and the library's errors."""
    found = [traces(connection, person_id, after, min(after + AT_ONCE, last)) for after in range(0, last, AT_ONCE)]
    in_rooms, in_calls = (frozenset().union(*ids) for ids in zip(*found, strict=True))
    rooms = _names(reader, person_id, in_rooms, last)
    return Subject(
        Disclosed(frozenset({person_id, *in_rooms, *in_calls})),
        {"has": HAS, "has_not": HAS_NOT, "meaning": MEANING, "rooms": rooms},
    )


def _names(reader: LogReader, person_id: UUID, in_rooms: frozenset[UUID], last: int) -> dict[str, str | None]:
    """What each room was called when they were last in it: a name that it got later isn't theirs to read."""
    names, members = Names(), set[UUID]()
    known: dict[str, str | None] = dict.fromkeys(map(str, sorted(in_rooms)))
    for recorded in reader.of_these(in_rooms, NAMING, until=last):
        fact, room_id = recorded.fact, recorded.fact.originator_id
        names.learn(fact)
        if isinstance(fact, Room.MembersAdded) and person_id in fact.user_ids:
            members.add(room_id)
        elif isinstance(fact, Room.MembersRemoved) and person_id in fact.user_ids:
            members.discard(room_id)
        if room_id in members:
            known[str(room_id)] = names.known(room_id)
    return known
