"""The API's way to the media module: finds the node that carries a call and hands it a session's offer."""

import logging
from collections.abc import Mapping
from uuid import UUID

import httpx

from api.media_node.orders import Negotiation, negotiate
from api.presence.media_nodes import MediaNode, MediaNodes
from api.presence.sessions import SessionPresence
from api.threads import in_thread
from domain.clock import Clock
from domain.errors import MediaIsUnavailable
from domain.facts import Cause
from domain.services.media_sessions import MediaSessions, Permission
from media.port import Answer, TrackKind

logger = logging.getLogger(__name__)


class MediaGateway:
    """An async context manager that holds the connections to the media nodes."""

    def __init__(self, sessions: MediaSessions, nodes: MediaNodes, presence: SessionPresence, clock: Clock) -> None:
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
        cause: Cause,
    ) -> Answer:
        """Answer a session's offer.

        Raises UnknownCall, UnknownSession, CallAlreadyEnded; InvalidInput if the offer can't be answered;
        MediaIsUnavailable.
        """
        node, permission = await in_thread(self._prepare, call_id, session_id, user_id, cause)
        order = Negotiation(call_id, session_id, sdp, dict(kinds), permission)
        return await negotiate(self._client, node, order)

    def _prepare(self, call_id: UUID, session_id: UUID, user_id: UUID, cause: Cause) -> tuple[MediaNode, Permission]:
        """The request is on record before the node can report what became of it.

        What the session may send is read when the node follows the log already: it learns by itself what comes after.
        """
        self._sessions.require_session(call_id=call_id, session_id=session_id, by=user_id)
        node = self._nodes.place(call_id, self._clock())
        if node is None:
            raise MediaIsUnavailable
        self._sessions.request(
            call_id=call_id, session_id=session_id, user_id=user_id, node_id=node.node_id, cause=cause
        )
        self._presence.seen([session_id], self._clock())
        return node, self._sessions.permission(call_id=call_id, session_id=session_id, by=user_id)
