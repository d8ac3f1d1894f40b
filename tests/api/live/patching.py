"""What a client does with the payloads of a subscription that it asked to be patched (RFC 6902)."""

from copy import deepcopy
from typing import Any


def shown_by(payload: dict[str, Any], before: Any) -> Any:
    """The payload that is shown now: this one, or the one before with what has changed."""
    return patched(before, payload["patch"]) if "patch" in payload else payload


def patched(before: Any, patch: list[dict[str, Any]]) -> Any:
    document = {"": deepcopy(before)}
    for operation in patch:
        *way, last = [name.replace("~1", "/").replace("~0", "~") for name in operation["path"].split("/")]
        parent: Any = document
        for name in way:
            parent = parent[_place(parent, name)]
        _apply(operation, parent, _place(parent, last))
    return document[""]


def _place(parent: Any, name: str) -> Any:
    return int(name) if isinstance(parent, list) else name


def _apply(operation: dict[str, Any], parent: Any, place: Any) -> None:
    if operation["op"] == "remove":
        del parent[place]
    elif operation["op"] == "add" and isinstance(parent, list):
        parent.insert(place, operation["value"])
    else:
        parent[place] = operation["value"]
