"""Rarer looks for cyclic garbage while very many objects are made that have no cycles, as facts and rows are."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

OBJECTS = 100_000  # made and not yet gone, between two looks; by default 700


@contextmanager
def collected_rarely() -> Iterator[None]:
    """For the whole process: what has cycles goes later, and all else as soon as nobody has it any more."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
