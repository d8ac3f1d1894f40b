"""The schemas of all versions that facts ever had, as files: today's are written anew, earlier ones stay."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from event_log.catalogue import AGGREGATES, facts_of
from event_log.reference.schemas import Schema, class_version, name_of, schema_of

NAME = re.compile(r"(?P<topic>[\w.]+?)\.(?P<version>\d+)(?P<envelope>\.envelope-\d+)?")

Schemas = Mapping[str, Schema]


def kinds() -> dict[str, type[Fact]]:
    """All facts by their topics."""
    return {get_topic(kind): kind for aggregate in AGGREGATES for kind in facts_of(aggregate)}


def today_s() -> Schemas:
    """By name, of every fact as this program writes it."""
    return {name_of(kind): schema_of(kind) for kind in kinds().values()}


def published(folder: Path) -> Schemas:
    """By name, what is in the folder."""
    return {file.name.removesuffix(".json"): json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))}


def earlier(folder: Path) -> Schemas:
    """By name, of versions that aren't written any more."""
    today = today_s()
    return {name: schema for name, schema in published(folder).items() if _is_known(name) and name not in today}


def publish(folder: Path) -> None:
    """Write today's."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in today_s().items():
        (folder / f"{name}.json").write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n")


def problems(folder: Path) -> list[str]:
    """What is wrong with what is in the folder, a sentence each."""
    held, today = published(folder), today_s()
    outdated = [f"{name} isn't what is stored." for name, schema in today.items() if held.get(name) != schema]
    unknown = [f"{name} is no version of any fact." for name in held if not _is_known(name)]
    missing = [
        f"{topic}.{version} is missing: it was stored once."
        for topic, kind in kinds().items()
        for version in range(1, class_version(kind))
        if f"{topic}.{version}" not in held
    ]
    return [*outdated, *unknown, *missing]


def versions_of(topic: str, names: Schemas) -> list[str]:
    """The names of a fact's schemas, oldest first."""
    return sorted((name for name in names if _parts(name)[0] == topic), key=_parts)


def _is_known(name: str) -> bool:
    topic, version, _ = _parts(name)
    kind = kinds().get(topic)
    return kind is not None and version <= class_version(kind)


def _parts(name: str) -> tuple[str, int, str]:
    """Topic, version of the class, and of the envelope if that isn't the first."""
    found = NAME.fullmatch(name)
    return ("", 0, "") if found is None else (found["topic"], int(found["version"]), found["envelope"] or "")
