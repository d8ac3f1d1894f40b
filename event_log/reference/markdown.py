"""The reference of all facts for people who read exports: a chapter an aggregate, a section a fact."""

from collections.abc import Iterator

from eventsourcing.utils import get_topic

from event_log.catalogue import AGGREGATES, facts_of
from event_log.reference.published import Schemas, today_s, versions_of
from event_log.reference.schemas import PERSONAL, Schema, described, name_of

INTRODUCTION = """\
# Facts

Everything that can be in the event log, as it is stored. This page and the JSON Schemas (2020-12) that it links to are
made from the program by `ringlog facts --write`.

A row of `log.events` has a `position`, the time `recorded_at`, the `topic`, the stream's `originator_id` and in it
`originator_version`, and as `state` the JSON that is described here. `ringlog events --json` prints facts as this
version of the program reads them: in their newest version, and with what is sealed opened.

**Versions.** A fact that is stored differently than before gets another `class_version`; the first has none. Facts on
record stay as they are, so a log holds several. New values of an enum and facts of new topics come without another
version: leave room for them.

**Personal texts** are stored encrypted, as `{"sealed": "<Base64>"}`, under the keys of all whose they are: the people,
rooms and calls in the fields named under *whose*. Once one of the keys is destroyed nobody can read them. What was
recorded before there were keys is plain text.

## What all facts have

`timestamp` is when it took effect, in UTC, and `cause` why. The first fact of a stream has the topic of its aggregate
as `originator_topic`. Should these change, facts get an `envelope_version`; the first has none.
"""
ENVELOPE = ("timestamp", "cause", "originator_topic", "class_version", "envelope_version")
FORMATS = {"uuid": "UUID", "date-time": "time (RFC 3339)"}
TYPES = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": "null"}


def reference(earlier: Schemas) -> str:
    """The page; `earlier` has the schemas of versions that aren't written any more."""
    schemas = {**earlier, **today_s()}
    definitions: dict[str, Schema] = {}
    for schema in today_s().values():
        definitions |= schema["$defs"]
    parts = [INTRODUCTION, *_definition(definitions.pop("Cause"), "###")]
    for aggregate in sorted(AGGREGATES, key=get_topic):
        parts += [f"## {_short(get_topic(aggregate))}", *_description(described(aggregate))]
        for kind in facts_of(aggregate):
            parts += _fact(get_topic(kind), name_of(kind), schemas)
    parts.append("## What fields refer to")
    for _, definition in sorted(definitions.items()):
        parts += _definition(definition, "###")
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _fact(topic: str, name: str, schemas: Schemas) -> Iterator[str]:
    versions = versions_of(topic, schemas)
    yield f"### {_short(topic)}"
    yield from _description(schemas[name])
    links = [f"[{each.removeprefix(f'{topic}.')}](events/{each}.json)" for each in versions]
    yield f"`{topic}`, version {', '.join(links)}."
    yield from _table(schemas[name], [schemas[each] for each in versions])


def _definition(schema: Schema, heading: str) -> Iterator[str]:
    yield f"{heading} {schema['title']}"
    yield from _description(schema)
    if "enum" in schema:
        yield ", ".join(f"`{value}`" for value in schema["enum"])
    else:
        yield from _table(schema, [schema])


def _description(schema: Schema) -> Iterator[str]:
    """Paragraphs as they are; its lines stay lines, and nothing in it is taken for a tag."""
    for paragraph in filter(None, schema.get("description", "").replace("<", "\\<").split("\n\n")):
        yield "  \n".join(paragraph.splitlines())


def _table(schema: Schema, versions: list[Schema]) -> Iterator[str]:
    own = {name: field for name, field in schema["properties"].items() if name not in ENVELOPE}
    if not own:
        return
    rows = [
        (f"`{name}`", _type(field), ", ".join(f"`{of}`" for of in field.get(PERSONAL, ())), _since(name, versions))
        for name, field in own.items()
    ]
    titles = ("field", "type", "whose", "since version")
    shown = [column for column in range(len(titles)) if column < 2 or any(row[column] for row in rows)]
    lines = [titles, ["---"] * len(titles), *rows]
    yield "\n".join(f"| {' | '.join(line[column] for column in shown)} |" for line in lines)


def _since(name: str, versions: list[Schema]) -> str:
    """The version that it came with, unless that is the first."""
    without = [nr for nr, schema in enumerate(versions, start=1) if name not in schema["properties"]]
    return str(without[-1] + 1) if without else ""


def _type(field: Schema) -> str:
    if "anyOf" in field:
        return " or ".join(_type(option) for option in field["anyOf"])
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if field["type"] == "array":
        return f"list of {_type(field['items'])}"
    return FORMATS.get(field.get("format", ""), TYPES[field["type"]])


def _short(topic: str) -> str:
    return topic.removeprefix("ringlog.")
