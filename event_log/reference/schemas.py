"""The JSON Schema (2020-12) of what stands in the log's column `state`, worked out from the class of a fact."""

import inspect
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from eventsourcing.utils import get_topic

from domain.kernel.fact import Fact
from domain.kernel.personal import Personal

Schema = dict[str, Any]

COLUMNS = ("originator_id", "originator_version")  # kept beside the state
PERSONAL = "x-personal"
"""The keyword that says whose a text is: fields with the ids of people, rooms or calls."""

SIMPLE: dict[Any, Schema] = {
    UUID: {"type": "string", "format": "uuid"},
    datetime: {"type": "string", "format": "date-time"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
}
SEALED: Schema = {
    "title": "Sealed",
    "description": "A personal text, encrypted under the keys of all whose it is: AES-SIV, in Base64. Facts that were "
    "recorded before there were keys have it as it is.",
    "type": "object",
    "properties": {"sealed": {"type": "string", "contentEncoding": "base64"}},
    "required": ["sealed"],
    "additionalProperties": False,
}


def name_of(kind: type[Fact]) -> str:
    """What the schema of a fact is called: "ringlog.Call.Ended.1", by topic and version."""
    envelope = f".envelope-{kind.envelope_version}" if kind.envelope_version > 1 else ""
    return f"{get_topic(kind)}.{class_version(kind)}{envelope}"


def class_version(kind: type[Fact]) -> int:
    version: int = getattr(kind, "class_version", 1)
    return version


def schema_of(kind: type[Fact]) -> Schema:
    """Of a fact as this program writes it."""
    return _Definitions().of_fact(kind)


class _Definitions:
    """What one schema is made of."""

    def __init__(self) -> None:
        self._found: dict[str, Schema] = {}

    def of_fact(self, kind: type[Fact]) -> Schema:
        written = self._object(kind)
        for name, version in (("class_version", class_version(kind)), ("envelope_version", kind.envelope_version)):
            if version > 1:
                written["properties"][name] = {"const": version}
                written["required"].append(name)
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"urn:ringlog:fact:{name_of(kind)}",
            "title": get_topic(kind),
            **described(kind),
            **written,
            "$defs": dict(sorted(self._found.items())),
        }

    def _object(self, kind: type[Any]) -> Schema:
        hints = get_type_hints(kind, include_extras=True)
        written = [field for field in fields(kind) if field.name not in COLUMNS]
        return {
            "type": "object",
            "properties": {field.name: self._of(hints[field.name]) for field in written},
            "required": [field.name for field in written if field.default is MISSING],
            "additionalProperties": False,
        }

    def _of(self, hint: Any) -> Schema:
        origin, parts = get_origin(hint), get_args(hint)
        if hint in SIMPLE:
            return SIMPLE[hint]
        if origin is Annotated:
            return self._annotated(*parts)
        if origin in (Union, UnionType):
            return {"anyOf": [self._of(part) for part in parts]}
        if origin is tuple:
            return {"type": "array", "items": self._of(parts[0])}
        return self._named(hint)

    def _annotated(self, hint: Any, *notes: Any) -> Schema:
        plain = self._of(hint)
        for note in notes:
            if isinstance(note, Personal):
                self._found["Sealed"] = SEALED
                return {"anyOf": [plain, {"$ref": "#/$defs/Sealed"}], PERSONAL: list(note.subjects)}
        return plain

    def _named(self, kind: type[Any]) -> Schema:
        name = kind.__qualname__
        if is_dataclass(kind):
            self._found[name] = {"title": name, **described(kind), **self._object(kind)}
        elif issubclass(kind, Enum):
            self._found[name] = {"title": name, **described(kind), "enum": [member.value for member in kind]}
        else:
            raise TypeError(f"{kind} can't stand in a fact.")
        return {"$ref": f"#/$defs/{name}"}


def described(kind: type[Any]) -> Schema:
    """By its docstring, if it has one of its own."""
    written = vars(kind).get("__doc__")
    made = f"{kind.__name__}("  # by dataclasses
    return {"description": inspect.cleandoc(written)} if written and not written.startswith(made) else {}
