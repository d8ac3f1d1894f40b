"""A call as it was: the rows that the views had of it at some position of the log."""

from collections.abc import Sequence
from typing import TypeVar

from event_log import Recorded
from projections.conference_log import ConferenceLogView
from projections.engine.rows import Row, Rows, WholeRows
from projections.engine.view import View
from projections.floor import FloorView
from projections.live_calls import LiveCallsView
from projections.recordings import RecordingsView
from projections.rings import RingsView
from projections.session_quality import SessionQualityView
from projections.threads import ThreadsView

K = TypeVar("K")
R = TypeVar("R", bound=Row)
V = TypeVar("V", bound=View)


def folded(kind: type[V], recorded: Sequence[Recorded]) -> V:
    """A view of nothing but these facts, which are all up to some position that are about its rows; in log order."""
    view = kind()
    for table in kind.tables:
        vars(view)[table.attribute] = WholeRows(table)
    view.fold([each.fact for each in recorded if type(each.fact) in kind.handlers])
    return view


def every(rows: Rows[K, R]) -> list[R]:
    """All rows of a table of a view that was folded, in the order in which they came to be."""
    assert isinstance(rows, WholeRows)
    return rows.all()


class CallThen:
    """What the views had of a call, from its facts up to then."""

    def __init__(self, facts: Sequence[Recorded]) -> None:
        """`facts`: of `event_log.call_streams`."""
        self.facts = facts
        self.live_calls = folded(LiveCallsView, facts)
        self.quality = folded(SessionQualityView, facts)
        self.floor = folded(FloorView, facts)
        self.rings = folded(RingsView, facts)
        self.threads = folded(ThreadsView, facts)
        self.recordings = folded(RecordingsView, facts)
        self.conference_log = folded(ConferenceLogView, facts)
