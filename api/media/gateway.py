"""The API's way to the media server: finds the node that carries a call and hands it a session's offer."""

import logging
from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

import httpx

from domain.kernel.clock import Clock
from domain.kernel.errors import MediaIsUnavailable
from domain.kernel.occasion import Cause
from domain.media_sessions.use_cases import MediaSessionUseCases, Permission
from media.provider import Answer, TrackKind
from runtime.media_control import Negotiation, negotiate
from runtime.presence.media_nodes import MediaNodes, Placement
from runtime.presence.session_presence import SessionPresence
from runtime.thread_pools import in_thread

logger = logging.getLogger(__name__)


class PreparedOffer(NamedTuple):
    """What goes to a node with an offer: where to, what may be sent, and the session's connection if one was named."""

    placement: Placement
    permission: Permission
    newest: UUID | None


class MediaGateway:
    """Keeps connections to the media nodes open until `close`."""

    def __init__(
        self, sessions: MediaSessionUseCases, nodes: MediaNodes, presence: SessionPresence, clock: Clock
    ) -> None:
        self._sessions = sessions
        self._nodes = nodes
        self._presence = presence
        self._clock = clock
        self._client = httpx.AsyncClient()

    async def close(self) -> None:
        await self._client.aclose()

    async def negotiate(
        self,
        *,
        call_id: UUID,
        session_id: UUID,
        user_id: UUID,
        sdp: str,
        kinds: Mapping[str, TrackKind],
        continues: UUID | None = None,
        replaces: UUID | None = None,
        wanted: Mapping[str, UUID] | None = None,
        cause: Cause,
    ) -> Answer:
        """Answer a session's offer; `continues` is the connection it belongs to, `replaces` one whose place it takes.

        The answer goes out when its connection is on record: so whatever is named later is known or older, and nothing
        can be reported of a connection before.

        Raises UnknownCall, UnknownSession, CallAlreadyEnded; InvalidInput if the offer can't be answered;
        ConnectionLost, SessionTakenOver, MediaIsUnavailable.
        """
        known = await in_thread(self._prepare, call_id, session_id, user_id, continues or replaces, cause)
        node, generation = known.placement
        taken = known.newest if replaces else None
        order = Negotiation(call_id, session_id, generation, sdp, kinds, known.permission, continues, taken, wanted)
        answer = await negotiate(self._client, node, order)
        await in_thread(
            self._sessions.request,
            call_id=call_id,
            session_id=session_id,
            user_id=user_id,
            connection_id=answer.connection_id,
            replaces=replaces,
            node_id=node.node_id,
            generation=generation,
            cause=cause,
        )
        return answer

    def _prepare(
        self, call_id: UUID, session_id: UUID, user_id: UUID, named: UUID | None, cause: Cause
    ) -> PreparedOffer:
        """What the session may send is read when the node follows the log already: it learns what comes after."""
        self._sessions.require_session(call_id=call_id, session_id=session_id, by=user_id, cause=cause)
        newest = None if named is None else self._sessions.newest(session_id=session_id, named=named)
        placement = self._nodes.place(call_id)
        if placement is None:
            raise MediaIsUnavailable
        self._presence.seen([session_id], self._clock())
        permission = self._sessions.permission(call_id=call_id, session_id=session_id, by=user_id)
        return PreparedOffer(placement, permission, newest)
