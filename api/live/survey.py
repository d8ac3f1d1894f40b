"""Looks through a request's values: how many there are, and whether PostgreSQL and Python can take them."""

from typing import NamedTuple

NUL = "\0"
LONGEST_INTEGER = 128  # bits; more than anything of ours takes, and few enough digits to be quoted in an error
MOST_VALUES = 100_000  # a directory of a thousand rooms with a hundred members each
MOST_OBJECTS = 5_000  # lists among them: what they are made of here costs far more than texts do


class Survey(NamedTuple):
    """How many values there are, names of fields included, and what is among them that can't be used, if anything."""

    values: int
    problem: str | None = None


def surveyed(value: object) -> Survey:
    """What is in values out of JSON; not looked at to the end if there are too many."""
    unseen, seen, objects = [value], 0, 0
    while unseen:
        value = unseen.pop()
        seen += 1
        if isinstance(value, dict | list | tuple):
            objects += 1
            unseen += (*value, *value.values()) if isinstance(value, dict) else value
            if seen + len(unseen) > MOST_VALUES or objects > MOST_OBJECTS:
                return Survey(seen, f"more than {MOST_VALUES} values, or {MOST_OBJECTS} objects and lists")
        elif (problem := _problem(value)) is not None:
            return Survey(seen, problem)
    return Survey(seen)


def _problem(value: object) -> str | None:
    if isinstance(value, str):
        return "the character U+0000, which no text may have" if NUL in value else None
    if isinstance(value, int) and value.bit_length() > LONGEST_INTEGER:
        return "a number that is too large"
    return None
