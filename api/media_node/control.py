"""How an API process gives orders to a media process: JSON over HTTP, with the token that the node announced."""

from secrets import compare_digest
from uuid import UUID

import httpx
import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.media_node.floor import MediaFloor, SessionIsGone
from api.presence.media_nodes import MediaNode
from domain.errors import InvalidInput, MediaIsUnavailable, UnknownSession
from domain.services.media_sessions import Permission
from media.port import Answer, NoSuchPeer, OfferRefused, TrackKind
from media.quality import PeerQuality
from media.sfu import Sfu

PATIENCE = httpx.Timeout(5.0, connect=2.0)  # seconds
REFUSED = 422  # the offer can't be answered
GONE = 410  # the session has left meanwhile


class Negotiation(msgspec.Struct):
    """An offer, and what its session may send. `kinds` says by mid what its sections carry; what is left out goes by
    its medium.
    """

    call_id: UUID
    session_id: UUID
    sdp: str
    kinds: dict[str, TrackKind]
    permission: Permission


class Refusal(msgspec.Struct):
    """Why an offer wasn't answered."""

    reason: str


def control_app(floor: MediaFloor, sfu: Sfu, token: str) -> Starlette:
    """The media process's side."""

    def check(request: Request) -> None:
        if not compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode()):
            raise HTTPException(401)

    async def negotiate(request: Request) -> Response:
        check(request)
        order = msgspec.json.decode(await request.body(), type=Negotiation)
        try:
            answer = await floor.negotiate(**msgspec.structs.asdict(order))
        except OfferRefused as refusal:
            return _json(Refusal(refusal.reason), REFUSED)
        except SessionIsGone:
            return Response(status_code=GONE)
        return _json(answer)

    async def quality(request: Request) -> Response:
        check(request)
        try:
            return _json(sfu.quality(request.path_params["session_id"]))
        except NoSuchPeer:
            raise HTTPException(404) from None

    return Starlette(
        routes=[Route("/negotiate", negotiate, methods=["POST"]), Route("/quality/{session_id:uuid}", quality)]
    )


async def negotiate(client: httpx.AsyncClient, node: MediaNode, order: Negotiation) -> Answer:
    """The API's side. Raises MediaIsUnavailable, InvalidInput if the offer was refused, UnknownSession if it left."""
    try:
        response = await client.post(
            f"{node.control_url}/negotiate",
            content=msgspec.json.encode(order),
            headers={"Authorization": f"Bearer {node.control_token}"},
            timeout=PATIENCE,
        )
    except httpx.HTTPError as problem:
        raise MediaIsUnavailable from problem
    if response.status_code == REFUSED:
        raise InvalidInput("sdpOffer", msgspec.json.decode(response.content, type=Refusal).reason)
    if response.status_code == GONE:
        raise UnknownSession
    if not response.is_success:
        raise MediaIsUnavailable
    return msgspec.json.decode(response.content, type=Answer)


def quality(node: MediaNode, session_id: UUID) -> PeerQuality | None:
    """The API's side, from a thread: how a session's media travels right now; None when it is not connected there."""
    headers = {"Authorization": f"Bearer {node.control_token}"}
    try:
        response = httpx.get(f"{node.control_url}/quality/{session_id}", headers=headers, timeout=PATIENCE)
    except httpx.HTTPError:
        return None
    return msgspec.json.decode(response.content, type=PeerQuality) if response.is_success else None


def _json(body: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
