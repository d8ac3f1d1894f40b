"""What has changed between two JSON values, as a JSON Patch (RFC 6902)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import msgspec

JSON: TypeAlias = Any
"""A decoded JSON value."""
Key: TypeAlias = str | bytes
"""Says which element of one list is which of another."""
Operation: TypeAlias = dict[str, JSON]


def json_patch(before: JSON, after: JSON, path: str = "") -> Iterator[Operation]:
    """The operations that make `after` of `before`, in linear time; `path` is where both are (RFC 6901).

    Elements of lists are the same if their ids are, so that whoever leaves a list moves nobody.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _of_objects(before, after, path)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _of_lists(before, after, path)
    elif type(before) is not type(after) or before != after:
        yield {"op": "replace", "path": path, "value": after}


def _of_objects(before: Mapping[str, JSON], after: Mapping[str, JSON], path: str) -> Iterator[Operation]:
    for name in before:
        if name not in after:
            yield {"op": "remove", "path": _below(path, name)}
    for name, value in after.items():
        if name in before:
            yield from json_patch(before[name], value, _below(path, name))
        else:
            yield {"op": "add", "path": _below(path, name), "value": value}


def _of_lists(before: Sequence[JSON], after: Sequence[JSON], path: str) -> Iterator[Operation]:
    old, new = _keyed(before), _keyed(after)
    if old is None or new is None:
        yield from _of_ambiguous(before, after, path)
    elif [key for key in old if key in new] != [key for key in new if key in old]:
        yield {"op": "replace", "path": path, "value": after}
    else:
        yield from _of_keyed(old, new, path)


def _of_ambiguous(before: Sequence[JSON], after: Sequence[JSON], path: str) -> Iterator[Operation]:
    """Of lists some of whose elements look alike: only where they are tells them apart."""
    if len(before) != len(after):
        yield {"op": "replace", "path": path, "value": after}
        return
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        yield from json_patch(old, new, f"{path}/{index}")


def _of_keyed(old: Mapping[Key, JSON], new: Mapping[Key, JSON], path: str) -> Iterator[Operation]:
    """Of lists that have the elements of both in the same order."""
    for index in reversed([index for index, key in enumerate(old) if key not in new]):
        yield {"op": "remove", "path": f"{path}/{index}"}
    for index, (key, value) in enumerate(new.items()):
        if key in old:
            yield from json_patch(old[key], value, f"{path}/{index}")
        else:
            yield {"op": "add", "path": f"{path}/{index}", "value": value}


def _keyed(elements: Sequence[JSON]) -> dict[Key, JSON] | None:
    """The elements by their keys; None if two have the same."""
    keyed = {_key(element): element for element in elements}
    return keyed if len(keyed) == len(elements) else None


def _key(element: JSON) -> Key:
    """Its id, else that of the first object in it (as of an edge's node); else all of it."""
    return _id(element) or msgspec.json.encode(element)


def _id(value: JSON) -> str | None:
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("id"), str):
        return str(value["id"])
    return next((found for each in value.values() if (found := _id(each)) is not None), None)


def _below(path: str, name: str) -> str:
    return f"{path}/{name.replace('~', '~0').replace('/', '~1')}"
