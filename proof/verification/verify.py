"""Goes once through a log beside the tree that was made over it, and roots of it that were signed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from proof.leaf import Row, entry_of
from proof.tree import FULL, HASH, WIDTH
from proof.verification.event_check import EventCheck
from proof.verification.faults import MOST, Fault, Faults, Kind
from proof.verification.strays import Strays
from proof.verification.tree_check import StoredTree, TreeCheck

Progress = Callable[[int], None]  # how many events have been seen


class Signed(NamedTuple):
    """What a checkpoint says: that the first so many events had this root."""

    size: int
    root: bytes


class Report(NamedTuple):
    """What was found."""

    events: int
    size: int  # of the tree
    root: bytes
    pending: int  # events that aren't in the tree yet
    checkpoint: Signed | None  # the latest one that agrees
    faults: list[Fault]
    left_out: int  # faults that aren't listed

    @property
    def intact(self) -> bool:
        return not self.faults


def verify(
    rows: Iterable[Row], tree: StoredTree, signed: Sequence[Signed] = (), progress: Progress = lambda _seen: None
) -> Report:
    """Compare the log, its rows in the order of their positions, with the tree and with what was signed.

    Memory stays the same however long the log is.
    """
    return _Verification(rows, tree, signed, progress).run()


class _Verification:
    def __init__(self, rows: Iterable[Row], tree: StoredTree, signed: Sequence[Signed], progress: Progress) -> None:
        self._tree = tree
        self._signed: defaultdict[int, list[Signed]] = defaultdict(list)  # by the number of the tile where they end
        for each in sorted(signed):
            self._signed[each.size // WIDTH].append(each)
        self._progress = progress
        self._faults = Faults()
        self._strays = Strays(self._faults)
        self._check = TreeCheck(tree, self._faults)
        self._leaves_of = lru_cache(4)(self._check.leaves_of)
        self._events = EventCheck(iter(rows), self._leaf, self._faults, self._strays)
        self._end = max([tree.size, *(each.size for each in signed)])
        self._agree: list[Signed] = []
        self._disagrees: Signed | None = None

    def run(self) -> Report:
        for number in range(self._end // WIDTH + 1):
            if not self._go_through(number):
                break
            self._progress(self._events.seen)
        in_tree = self._events.seen
        pending = self._go_through_rest()
        self._strays.find()
        self._report_disagreement()
        faults = self._faults.found(None if pending else self._end)
        left_out, agrees = self._faults.left_out, self._agree[-1] if self._agree else None
        return Report(in_tree + pending, self._tree.size, self._tree.root, pending, agrees, faults, left_out)

    def _go_through(self, number: int) -> bool:
        """A tile, and its events. Whether there may be more; not where events that were signed aren't there."""
        first, last = number * WIDTH + 1, min((number + 1) * WIDTH, self._end)
        in_tree = min(last, self._tree.size)
        leaves = self._in_tree(number, first, in_tree) if in_tree >= first else b""
        next_ = max(first, in_tree + 1)
        beyond = self._events.leaves(next_, last) if next_ <= last else b""
        if beyond is None:
            self._report_lacking(next_)
        elif beyond:
            self._events.skip(len(beyond) // HASH)
        self._compare_with_signed(number, leaves + (beyond or b""))
        if number == self._tree.size // WIDTH:
            self._check.end(leaves)
        self._check.feed(leaves + (beyond or b""))
        return beyond is not None

    def _in_tree(self, number: int, first: int, last: int) -> bytes:
        """The leaves that the tree was made of. What happened to events since is reported."""
        made, stored = self._events.leaves(first, last), self._leaves_of(number)
        if made is not None and made == stored:
            self._events.skip(last - first + 1)
            return made
        right = self._check.right_leaves(number, made, lambda: self._events.examine(first, last))
        if right is not None and right == made:
            self._events.skip(last - first + 1)
        return bytes(FULL) if right is None else right

    def _leaf(self, position: int) -> bytes | None:
        number, at = divmod(position - 1, WIDTH)
        leaves = self._leaves_of(number) if 0 < position <= self._tree.size else None
        return leaves[at * HASH : (at + 1) * HASH] if leaves else None

    def _report_lacking(self, first: int) -> None:
        """Of those that were signed and aren't in the tree yet, some aren't in the log."""
        while self._events.leaves(first, first) is not None:
            self._events.skip(1)
            first += 1
        self._faults.add(Kind.CUT if self._events.ended else Kind.REMOVED, first, self._end)

    def _compare_with_signed(self, number: int, leaves: bytes) -> None:
        for each in self._signed.pop(number, ()):
            count = each.size % WIDTH
            if count * HASH <= len(leaves):
                if self._check.root_within(leaves, count) == each.root:
                    self._agree.append(each)
                elif self._disagrees is None:
                    self._disagrees = each

    def _report_disagreement(self) -> None:
        if self._disagrees is None:
            return
        size = self._disagrees.size
        first = max([each.size for each in self._agree if each.size < size], default=0) + 1
        what = f"the tree over the first {size:,} events isn't the one that was signed, and agrees with the log."
        self._faults.add(Kind.CHECKPOINT, first, size, f"Positions {first:,} to {size:,}: {what}")

    def _go_through_rest(self) -> int:
        """How many events aren't in the tree yet. They have to follow on each other."""
        pending, position = 0, self._end + self._events.shift
        for tried, row in enumerate(self._events.rest()):
            if tried < MOST and self._is_stray(row):
                continue
            if row.position != position + 1:
                self._faults.add(Kind.REMOVED, position + 1, row.position - 1)
            pending, position = pending + 1, row.position
        return pending

    def _is_stray(self, row: Row) -> bool:
        """Whether it belongs where one is lacking."""
        try:
            entry = entry_of(row)
        except ValueError:
            return False
        if not self._strays.is_at_home(entry):
            return False
        self._strays.stands(row.position, entry, inserted=False)
        return True
