"""The HTTP interface on which a media process takes its orders: the other end of `runtime.media_control`."""

from secrets import compare_digest

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from media.node.enforcement import CallIsElsewhere, FloorEnforcement, SessionIsGone
from media.provider import (
    KindNotAllowed,
    MediaProvider,
    NoSuchConnection,
    NoSuchPeer,
    OfferRefused,
    TrackKind,
    UnknownSection,
    WantedRefused,
)
from runtime.media_control import ELSEWHERE, GONE, LOST, REFUSED, Negotiation, OfferRefusal

SHARED = (TrackKind.SCREEN, TrackKind.SCREEN_AUDIO)
SHARE_FIRST = "Share the screen first: startScreenShare."
FIELDS: dict[type[OfferRefused], str] = {UnknownSection: "tracks", WantedRefused: "wanted"}
STATUS = {SessionIsGone: GONE, CallIsElsewhere: ELSEWHERE, NoSuchConnection: LOST}


def control_app(enforcement: FloorEnforcement, provider: MediaProvider, token: str) -> Starlette:
    """Answers whoever knows the token."""

    def check(request: Request) -> None:
        if not compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode()):
            raise HTTPException(401)

    async def negotiate(request: Request) -> Response:
        check(request)
        order = msgspec.json.decode(await request.body(), type=Negotiation)
        try:
            answer = enforcement.negotiate(**msgspec.structs.asdict(order))
        except OfferRefused as refused:
            return _json(_refusal(refused), REFUSED)
        except tuple(STATUS) as obstacle:
            return Response(status_code=STATUS[type(obstacle)])
        return _json(answer)

    async def quality(request: Request) -> Response:
        check(request)
        try:
            return _json(provider.quality(request.path_params["session_id"]))
        except NoSuchPeer:
            raise HTTPException(404) from None

    return Starlette(
        routes=[Route("/negotiate", negotiate, methods=["POST"]), Route("/quality/{session_id:uuid}", quality)]
    )


def _refusal(refused: OfferRefused) -> OfferRefusal:
    """What the client is told, and of which field of the input."""
    if isinstance(refused, KindNotAllowed) and refused.kind in SHARED:
        return OfferRefusal(f"{refused.reason} {SHARE_FIRST}", "sdpOffer")
    return OfferRefusal(refused.reason, FIELDS.get(type(refused), "sdpOffer"))


def _json(body: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json")
