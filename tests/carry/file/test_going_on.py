"""A file that was broken off, however often and wherever, goes on, and in the end is the same bytes."""

import random
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from carry.file.problems import NotUsable
from carry.file.vault_entries import Destroyed
from carry.file.writer import Writer
from tests.carry import made

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

ROWS = made.LOG
MANIFEST = made.manifest(ROWS)
ENTRIES = [Destroyed(made.CALL)]


class Killed(Exception):
    pass


class Fragile(FileIO):
    """A file of which so many bytes are written before whoever writes is gone; what follows is lost."""

    def __init__(self, path: Path, lasts: int) -> None:
        super().__init__(path, "r+b")
        self._lasts = lasts

    def write(self, content: "ReadableBuffer") -> int:
        content = memoryview(content)
        written = super().write(content[: self._lasts])
        self._lasts -= written
        if written < len(content):
            raise Killed
        return written


def attempts(path: Path, lasting: Iterator[int]) -> int:
    """How often it was broken off before it was whole."""
    for count, lasts in enumerate(lasting):
        with Fragile(path, lasts) as file:
            try:
                made.write(file, ROWS, MANIFEST, ENTRIES)
            except Killed:
                continue
            return count
    raise AssertionError


def test_a_file_that_was_broken_off_a_hundred_times_is_the_same_bytes(tmp_path: Path) -> None:
    choice = random.Random()
    whole = made.written(ROWS, entries=ENTRIES)
    frames = max(len(block) for block in made.blocks(whole))
    part = tmp_path / "part"
    part.touch()
    lasting = [choice.randrange(frames + 2_000) for _ in range(100)]
    assert attempts(part, iter([0, 1, *lasting, 1 << 40])) <= 102
    assert part.read_bytes() == whole
    for end in (*(choice.randrange(len(whole)) for _ in range(10)), len(whole) - 1, len(whole)):
        part.write_bytes(whole[:end] + (b"" if choice.random() < 0.5 else bytes(choice.randrange(5_000))))
        try:
            attempts(part, iter([1 << 40]))
        except NotUsable:
            assert end < len(next(made.blocks(whole)))
            continue
        assert part.read_bytes() == whole


def test_it_goes_on_as_it_began_whatever_is_wanted_now(tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.write_bytes(b"".join(list(made.blocks(made.written(ROWS)))[:2]))
    with part.open("r+b") as file:
        writer = Writer(file, made.manifest(ROWS[:3]))
    assert writer.manifest == made.manifest(ROWS)
    assert writer.cursor == (2, 2_000)


def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.write_bytes(b"something else")
    with part.open("r+b") as file, pytest.raises(NotUsable):
        Writer(file, made.manifest(ROWS))
    assert part.read_bytes() == b"something else"
