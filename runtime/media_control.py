"""Orders to a media process, as an API process gives them: JSON over HTTP, with the token that the node announced.

The other end is `media.node.control`.
"""

import logging
from collections.abc import Mapping
from uuid import UUID

import httpx
import msgspec

from domain.kernel.errors import ConnectionLost, InvalidInput, MediaIsUnavailable, UnknownSession
from domain.media_sessions.use_cases import Permission
from media.provider import Answer, PeerQuality, TrackKind
from runtime.presence.media_nodes import MediaNode

logger = logging.getLogger(__name__)

PATIENCE = httpx.Timeout(5.0, connect=2.0)  # seconds
REFUSED = 422  # the offer can't be answered
GONE = 410  # the session has left meanwhile
ELSEWHERE = 421  # the call has moved on from this node meanwhile
LOST = 409  # the connection that the offer names isn't here


class Negotiation(msgspec.Struct):
    """An offer, and what its session may send, in the generation of the call in which it was placed on the node.

    `kinds` says by mid what its sections carry; what is left out goes by its medium. `continues` and `replaces` name a
    connection, and `wanted` tracks, as `media.provider.MediaProvider.negotiate` takes them.
    """

    call_id: UUID
    session_id: UUID
    generation: int
    sdp: str
    kinds: Mapping[str, TrackKind]
    permission: Permission
    continues: UUID | None = None
    replaces: UUID | None = None
    wanted: Mapping[str, UUID] | None = None


class OfferRefusal(msgspec.Struct):
    """Why an offer wasn't answered, and which field of its input is to blame."""

    reason: str
    field: str


async def negotiate(client: httpx.AsyncClient, node: MediaNode, order: Negotiation) -> Answer:
    """The answer. Raises MediaIsUnavailable, ConnectionLost, InvalidInput if the offer was refused, UnknownSession if
    it left.
    """
    try:
        response = await client.post(
            f"{node.control_url}/negotiate",
            content=msgspec.json.encode(order),
            headers={"Authorization": f"Bearer {node.control_token}"},
            timeout=PATIENCE,
        )
    except httpx.HTTPError as problem:
        logger.warning("Media node %s isn't reached at %s: %r", node.node_id, node.control_url, problem)
        raise MediaIsUnavailable from problem
    if response.status_code == LOST:
        raise ConnectionLost
    if response.status_code == REFUSED:
        refusal = msgspec.json.decode(response.content, type=OfferRefusal)
        raise InvalidInput(refusal.field, refusal.reason)
    if response.status_code == GONE:
        raise UnknownSession
    if not response.is_success:
        logger.warning("Media node %s at %s answers %d", node.node_id, node.control_url, response.status_code)
        raise MediaIsUnavailable
    return msgspec.json.decode(response.content, type=Answer)


def quality(node: MediaNode, session_id: UUID) -> PeerQuality | None:
    """For a thread: how a session's media travels right now; None when it is not connected there."""
    headers = {"Authorization": f"Bearer {node.control_token}"}
    try:
        response = httpx.get(f"{node.control_url}/quality/{session_id}", headers=headers, timeout=PATIENCE)
    except httpx.HTTPError:
        return None
    return msgspec.json.decode(response.content, type=PeerQuality) if response.is_success else None
