"""How an API process gives orders to a media process: JSON over HTTP, with the token that the node announced."""

from uuid import UUID

import httpx
import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.presence.media_nodes import MediaNode
from domain.errors import InvalidInput, MediaIsUnavailable
from media.port import Answer, OfferRefused, TrackKind
from media.sfu import Sfu

PATIENCE = httpx.Timeout(5.0, connect=2.0)  # seconds
REFUSED = 422  # the offer can't be answered


class Negotiation(msgspec.Struct):
    """An offer. `kinds` says by mid what its sections carry; what is left out goes by its medium."""

    call_id: UUID
    session_id: UUID
    sdp: str
    kinds: dict[str, TrackKind]


class Refusal(msgspec.Struct):
    """Why an offer wasn't answered."""

    reason: str


def control_app(sfu: Sfu, token: str) -> Starlette:
    """The media process's side."""

    async def negotiate(request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {token}":
            raise HTTPException(401)
        order = msgspec.json.decode(await request.body(), type=Negotiation)
        try:
            answer = await sfu.negotiate(
                call_id=order.call_id, peer_id=order.session_id, sdp=order.sdp, kinds=order.kinds
            )
        except OfferRefused as refusal:
            return _json(Refusal(refusal.reason), REFUSED)
        return _json(answer)

    return Starlette(routes=[Route("/negotiate", negotiate, methods=["POST"])])


async def negotiate(client: httpx.AsyncClient, node: MediaNode, order: Negotiation) -> Answer:
    """The API's side. Raises MediaIsUnavailable, or InvalidInput if the offer was refused."""
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
    if not response.is_success:
        raise MediaIsUnavailable
    return msgspec.json.decode(response.content, type=Answer)


def _json(body: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
