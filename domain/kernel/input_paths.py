"""Where in its input a value is that can't be used."""

from collections.abc import Iterator
from contextlib import contextmanager

from domain.kernel.errors import InvalidInput


@contextmanager
def within(*outer: str | int) -> Iterator[None]:
    """Say of an entry that is refused where it is: `within("rooms", 3)`, counted from 0."""
    try:
        yield
    except InvalidInput as refusal:
        refusal.path = (*outer, *refusal.path)
        raise


@contextmanager
def given_as(*path: str | int) -> Iterator[None]:
    """Say of a value that is refused how it was given, if that is not what it is called."""
    try:
        yield
    except InvalidInput as refusal:
        refusal.path = path
        raise
