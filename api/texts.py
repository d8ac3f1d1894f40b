"""What no value of a request may have, since PostgreSQL and Python can't take it."""

from typing import NamedTuple

NUL = "\0"
LONGEST_INTEGER = 128  # bits; more than anything of ours takes, and few enough digits to be quoted in an error
MOST_VALUES = 10_000  # twice as many as a thousand users of a directory take


class Survey(NamedTuple):
    """How many values there are, names of fields included, and what is among them that can't be used, if anything."""

    values: int
    problem: str | None = None


def surveyed(value: object) -> Survey:
    """What is in values out of JSON; not looked at to the end if there are too many."""
    unseen, seen = [value], 0
    while unseen:
        seen += 1
        if seen + len(unseen) > MOST_VALUES:
            return Survey(seen, f"more than {MOST_VALUES} values")
        match unseen.pop():
            case str(text) if NUL in text:
                return Survey(seen, "the character U+0000, which no text may have")
            case int(number) if number.bit_length() > LONGEST_INTEGER:
                return Survey(seen, "a number that is too large")
            case list(values) | tuple(values):
                unseen += values
            case dict(fields):
                unseen += fields.keys()
                unseen += fields.values()
    return Survey(seen)
