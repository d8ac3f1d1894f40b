"""Lengths of time as people write them on the command line."""

import re
from datetime import timedelta

import typer

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
LONGEST = timedelta(days=3660)


def duration(text: str) -> timedelta:
    """A whole number and its unit, such as 90s, 30m, 12h, 7d or 4w; at most ten years."""
    match = re.fullmatch(r"([0-9]{1,8})([smhdw])", text)
    length = timedelta(**{UNITS[match[2]]: int(match[1])}) if match else timedelta()
    if not timedelta() < length <= LONGEST:
        raise typer.BadParameter(f"{text!r} is no length of time: write 90s, 30m, 12h, 7d or 4w, up to ten years.")
    return length
