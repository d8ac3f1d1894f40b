"""How tiles are called in addresses (https://c2sp.org/tlog-tiles): `<level>/<number>[.p/<width>]`."""

import re

from api.backend.proven_log import Tile
from proof.tree import WIDTH

PATH = re.compile(r"(entries|0|[1-9]\d?)/((?:x\d{3}/){0,5}\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)
HIGHEST_LEVEL = 63


def tile_of(path: str) -> Tile | None:
    """None if the path names none. A number is written in groups of three digits, in one way only."""
    found = PATH.fullmatch(path)
    if found is None:
        return None
    level, number, width = found.groups()
    if number.startswith("x000/") or int(width or 1) >= WIDTH:
        return None
    if level != "entries" and int(level) > HIGHEST_LEVEL:
        return None
    digits = number.replace("x", "").replace("/", "")
    return Tile(None if level == "entries" else int(level), int(digits), int(width or WIDTH))
