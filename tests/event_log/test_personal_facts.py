"""No personal text of a fact is forgotten: each text is marked as personal, or it is said here why it isn't."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from domain.kernel.personal import Personal
from event_log.shape import NotPersonal, Shape
from tests.event_log.stored_facts import all_facts

NOT_PERSONAL = {
    "ringlog.Erasure.Completed extent.digest": "of what is stored, which is sealed",
    "originator_topic": "the kind of the aggregate",
    "cause.actor": "a pseudonym, or the name of a program",
    "cause.causation_id": "ids and names of parts",
    "ringlog.Call.Started provider": "a part of the installation",
    "ringlog.Expiry.Completed extent.digest": "of what is stored, which is sealed",
    "ringlog.Expiry.Delayed reason": "what the storage says of a file that is known by an id",
    "ringlog.LogKey.Added checkpoint": "published for the whole world",
    "ringlog.LogKey.Added verifier_key": "published for the whole world",
    "ringlog.LogKey.OriginChanged checkpoint": "published for the whole world",
    "ringlog.LogKey.OriginChanged origin": "the name of the installation",
    "ringlog.LogKey.OriginChosen origin": "the name of the installation",
    "ringlog.LogKey.Retired verifier_key": "published for the whole world",
    "ringlog.MediaSession.Requested node_id": "a part of the installation",
    "ringlog.MediaSession.Restarted node_id": "a part of the installation",
    "ringlog.Recording.Published media_type": "the format of a file",
    "ringlog.Recording.Published sha256": "a hash of hours of sound and pictures, which nobody can guess",
    "ringlog.Thread.FileAttached media_type": "the format of a file",
    "ringlog.Thread.FileAttached sha256": "a hash of hours of sound and pictures, which nobody can guess",
    "ringlog.Workspace.SettingChanged name": "the organisation's setting",
    "ringlog.Workspace.SettingChanged value": "the organisation's setting",
    "ringlog.Workspace.SettingReset name": "the organisation's setting",
}


@dataclass
class Photo:
    owner_id: UUID
    size: Annotated[int, Personal("owner_id")]


def texts(hint: Any, path: str) -> Iterator[tuple[str, Personal | None]]:
    """The texts in a declared type, and whose each is."""
    if get_origin(hint) is Annotated:
        declared, *notes = get_args(hint)
        mark = next((note for note in notes if isinstance(note, Personal)), None)
        yield from ((where, mark or its) for where, its in texts(declared, path))
    elif isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint, include_extras=True)
        for field in fields(hint):
            yield from texts(hints[field.name], f"{path}.{field.name}" if path else field.name)
    elif hint is str:
        yield path, None
    else:
        for part in get_args(hint):
            yield from texts(part, path)


@pytest.mark.parametrize("kind", all_facts(), ids=get_topic)
def test_each_text_of_a_fact_is_personal_or_it_is_known_why_not(kind: type[Fact]) -> None:
    forgotten = [
        path
        for path, personal in texts(kind, "")
        if personal is None and path not in NOT_PERSONAL and f"{get_topic(kind)} {path}" not in NOT_PERSONAL
    ]
    assert not forgotten


@pytest.mark.parametrize("kind", all_facts(), ids=get_topic)
def test_each_personal_text_is_that_of_ids_the_fact_has(kind: type[Fact]) -> None:
    held = {name for each in kind.__mro__ for name in vars(each)} | {field.name for field in fields(kind)}
    for path, personal in texts(kind, ""):
        if personal is not None and path != "cause.origin":
            assert set(personal.subjects) <= held, path


def test_every_reason_is_about_a_text_that_is_there() -> None:
    there = {f"{get_topic(kind)} {path}" for kind in all_facts() for path, _ in texts(kind, "")}
    assert NOT_PERSONAL.keys() <= there | {of.split()[1] for of in there}


def test_what_is_no_text_cannot_be_personal() -> None:
    with pytest.raises(NotPersonal, match=r"Photo\.size"):
        Shape(Photo)
