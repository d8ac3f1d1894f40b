"""What can be wrong with a log and the tree over it."""

from enum import StrEnum
from typing import NamedTuple

MOST = 1_000  # faults that are listed one by one


class Kind(StrEnum):
    """What happened, as far as hashes tell: they name the position, and never the column."""

    CHANGED = "changed"  # something else stands at the position
    REMOVED = "removed"
    INSERTED = "inserted"
    SWAPPED = "swapped"  # the events of two positions
    MOVED = "moved"  # the event of a position stands at another one
    CUT = "cut"  # the log lacks its end
    TILE = "tile"  # hashes of the tree; the events are as they were
    EDGE = "edge"  # the tree's right edge, size or root
    CHECKPOINT = "checkpoint"  # a tree that was signed has another root
    STREAM = "stream"  # versions of a stream don't follow on each other in log order


class Fault(NamedTuple):
    """Of the positions from `first` to `last`."""

    kind: Kind
    first: int
    last: int
    sentence: str


class Faults:
    """Those that were found; neighbours of the same kind are one."""

    def __init__(self) -> None:
        self._found: list[Fault] = []
        self.left_out = 0

    def __bool__(self) -> bool:
        return bool(self._found)

    def add(self, kind: Kind, first: int, last: int | None = None, sentence: str = "") -> None:
        """`sentence`: if what it is doesn't say all."""
        fault = Fault(kind, first, first if last is None else last, sentence)
        if self._found and (joined := _joined(self._found[-1], fault)) is not None:
            self._found[-1] = joined
        elif len(self._found) < MOST:
            self._found.append(fault)
        else:
            self.left_out += 1

    def found(self, end: int | None = None) -> list[Fault]:
        """In the order of positions, each with its sentence. `end`: where a log that has no more would have ended."""
        merged: list[Fault] = []
        for fault in sorted(self._found):
            joined = _joined(merged.pop(), fault) if merged and _joined(merged[-1], fault) is not None else None
            merged.append(fault if joined is None else joined)
        return sorted((_told(_cut(fault, end)) for fault in merged), key=lambda fault: (fault.first, fault.kind))


def _joined(one: Fault, next_: Fault) -> Fault | None:
    """Both as one, if they are neighbours and say the same."""
    same = one.kind is next_.kind and not one.sentence and not next_.sentence
    if not same or not one.first <= next_.first <= one.last + 1:
        return None
    return one._replace(last=max(one.last, next_.last))


def _cut(fault: Fault, end: int | None) -> Fault:
    return fault._replace(kind=Kind.CUT) if fault.kind is Kind.REMOVED and fault.last == end else fault


def _told(fault: Fault) -> Fault:
    if fault.sentence:
        return fault
    one = fault.first == fault.last
    what = f"Position {fault.first:,}" if one else f"Positions {fault.first:,} to {fault.last:,}"
    return fault._replace(sentence=f"{what}: {SENTENCES[fault.kind][0 if one else 1]}")


SENTENCES = {
    Kind.CHANGED: ("the event was changed.", "the events were changed."),
    Kind.REMOVED: ("the event was removed.", "the events were removed."),
    Kind.INSERTED: ("an event was inserted.", "events were inserted."),
    Kind.CUT: ("the log lacks its last event.", "the log lacks its end."),
}
