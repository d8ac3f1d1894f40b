"""The contextual bar: all calls of a room, the ongoing one on top, then newest first; and the search in it."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from domain.calls.call import Call
from domain.calls.states import CallKind, EndReason
from domain.kernel.personal import Personal
from projections import change_keys, search_terms
from projections.engine.queries import Queries
from projections.engine.rows import Row
from projections.engine.sealed import Kept
from projections.engine.table import Table
from projections.engine.view import View, on
from projections.title_terms import TitleTermsView

Title = Annotated[str, Personal("initiator_id", "room_id", "call_id"), Kept("conferences", "call_id")]


class ConferenceRow(Row, frozen=True):
    """One entry of a room's contextual bar."""

    call_id: UUID
    room_id: UUID
    kind: CallKind
    title: Title
    initiator_id: UUID
    started_at: datetime
    ended_at: datetime | None  # None: it is on
    end_reason: EndReason | None
    attendee_count: int  # how many people ever were in it


class StoredConference(Row, frozen=True):
    """An entry with everyone who ever was in it."""

    call_id: UUID
    room_id: UUID
    ongoing: bool
    kind: CallKind
    title: Title
    initiator_id: UUID
    started_at: datetime
    ended_at: datetime | None = None
    end_reason: EndReason | None = None
    attendee_ids: tuple[UUID, ...] = ()


class TermRow(Row, frozen=True):
    """Something that a call is found by: an attendee, or the empty term, which finds all."""

    room_id: UUID
    term: str
    started_at: datetime
    call_id: UUID


EVERY = ""  # the term that all calls have


class TitlesNotSearchable(Exception):
    """What titles are found by is being made again."""


def attendee_term(user_id: UUID) -> str:
    """Longer than any term of a title."""
    return f"@{user_id}"


def _table_of(term: str) -> str:
    return "conference_terms" if term == EVERY or len(term) > search_terms.LONGEST else "title_terms"


class ContextualBarView(View):
    """Follows calls and who attends them."""

    conferences = Table[UUID, StoredConference](
        "conferences", StoredConference, key=("call_id",), announces=lambda row: (change_keys.room(row.room_id),)
    )
    terms = Table[tuple[UUID, str, datetime, UUID], TermRow](
        "conference_terms", TermRow, key=("room_id", "term", "started_at", "call_id"), insert_only=True
    )

    @on(Call.Started)
    def started(self, call: Call.Started) -> None:
        """Ongoing calls are at the top of the bar."""
        self.conferences.put(
            StoredConference(
                call_id=call.originator_id,
                room_id=call.room_id,
                ongoing=True,
                kind=call.kind,
                title=call.title,
                initiator_id=call.initiator_id,
                started_at=call.timestamp,
            )
        )
        self._find_by(EVERY, call.originator_id)

    @on(Call.ParticipantJoined, loads=conferences.by(call_id="originator_id"))
    def participant_joined(self, call: Call.ParticipantJoined) -> None:
        """Someone who comes back is counted once."""
        attendees = self.conferences[call.originator_id].attendee_ids
        if call.user_id not in attendees:
            self.conferences.change(call.originator_id, attendee_ids=(*attendees, call.user_id))
            self._find_by(attendee_term(call.user_id), call.originator_id)

    @on(Call.Ended, loads=conferences.by(call_id="originator_id"))
    def ended(self, call: Call.Ended) -> None:
        """From now on its place follows from its start."""
        self.conferences.change(call.originator_id, ongoing=False, ended_at=call.timestamp, end_reason=call.reason)

    def _find_by(self, term: str, call_id: UUID) -> None:
        conference = self.conferences[call_id]
        self.terms.put(TermRow(conference.room_id, term, conference.started_at, call_id))


Place = tuple[bool, datetime, UUID]  # in the bar: whether it is ongoing, its start, and its id
FoundPlace = tuple[datetime, UUID]  # among what was found: its start, and its id


class ContextualBarQueries(Queries):
    """What the bar lists."""

    async def page(self, room_id: UUID, limit: int, after: Place | None = None) -> list[ConferenceRow]:
        """The ongoing call on top, then newest first, from the place after `after` on."""
        ongoing, started_at, call_id = after or (None, None, None)
        parameters = {
            "room_id": room_id,
            "limit": limit,
            "ongoing": ongoing,
            "started_at": started_at,
            "call_id": call_id,
        }
        sql = ContextualBarView.sql["page" if after is None else "page_after"]
        return await self._rows(ConferenceRow, sql, parameters)

    async def count(self, room_id: UUID) -> int:
        """How many conferences the room has."""
        (count,) = await self._values(ContextualBarView.sql["count"], {"room_id": room_id})
        return int(count)

    async def conferences(self, call_ids: Collection[UUID]) -> dict[UUID, ConferenceRow]:
        """Those of the calls that have one, by call."""
        rows = await self._rows(ConferenceRow, ContextualBarView.sql["conferences"], {"ids": list(call_ids)})
        return {row.call_id: row for row in rows}

    async def search(
        self,
        room_id: UUID,
        limit: int,
        *,
        title: str = "",
        attendee_id: UUID | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: FoundPlace | None = None,
    ) -> list[ConferenceRow]:
        """The room's calls that all of this is true of, newest first, from the place after `after` on.

        `title` is found at the beginning of any of the title's words, whatever its case and accents, and may go on over
        several; `since` and `until` (exclusive) are about the start. With one of title and attendee, or neither, it
        costs the same however many calls there are; with both, it looks through those that have the rarer.

        Raises TitlesNotSearchable for a title, while these are being made searchable again after a crash.
        """
        in_title = search_terms.terms_for(title)
        terms = in_title | ({attendee_term(attendee_id)} if attendee_id else set())
        started_at, call_id = after or (None, None)
        place = {"since": since, "until": until, "started_at": started_at, "call_id": call_id}
        rows = await self._having(terms or {EVERY}, {"room_id": room_id, "limit": limit, **place})
        if in_title and not rows and not await self._is_whole(TitleTermsView):
            raise TitlesNotSearchable
        return rows

    async def _having(self, terms: set[str], parameters: dict[str, Any]) -> list[ConferenceRow]:
        """The calls that have all of these terms."""
        first, *others = await self._rarest_first(parameters["room_id"], terms)
        parameters |= {"term": first, **{f"term_{number}": term for number, term in enumerate(others)}}
        has_too = ContextualBarView.sql["search_has_too"]
        conditions = "".join(
            f"AND {has_too.format(terms=_table_of(term), term=f'%(term_{number})s')}"
            for number, term in enumerate(others)
        )
        return await self._rows(
            ConferenceRow, ContextualBarView.sql["search"], parameters, terms=_table_of(first), conditions=conditions
        )

    async def _rarest_first(self, room_id: UUID, terms: set[str]) -> list[str]:
        if len(terms) == 1:
            return [*terms]
        return await self._values(ContextualBarView.sql["rarest_first"], {"room_id": room_id, "terms": sorted(terms)})
