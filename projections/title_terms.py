"""The terms that calls are found by from their titles, in the clear: in an unlogged table, which a crash empties."""

from datetime import datetime
from uuid import UUID

from domain.calls.call import Call
from domain.kernel.personal import Erased
from projections import search_terms
from projections.engine.rows import Row
from projections.engine.table import Table
from projections.engine.view import View, on


class TitleTermRow(Row, frozen=True):
    """A term of a call's title."""

    room_id: UUID
    term: str
    started_at: datetime
    call_id: UUID


class TitleTermsView(View):
    """Follows the titles of calls; none are found by one that is erased."""

    terms = Table[tuple[UUID, str, datetime, UUID], TitleTermRow](
        "title_terms", TitleTermRow, key=("room_id", "term", "started_at", "call_id"), insert_only=True
    )

    @on(Call.Started)
    def started(self, call: Call.Started) -> None:
        """Calls keep the title they were started with."""
        if not isinstance(call.title, Erased):
            for term in sorted(search_terms.terms_of(call.title)):
                self.terms.put(TitleTermRow(call.room_id, term, call.timestamp, call.originator_id))
