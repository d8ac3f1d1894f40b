"""`GET /demo`: as whom a demo can be tried, for the page of somebody who sits at the machine that it runs on."""

from collections.abc import Callable, Sequence
from functools import partial

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from api.access.tokens import Role
from api.http.hosts import host_asked, is_loopback, is_this_machine
from api.http.refusals import JSON
from runtime.config import Config
from runtime.thread_pools import in_thread

FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What proxies say of whom they speak for. Somebody here asks through none."""


class OfferedUser(msgspec.Struct, frozen=True):
    """Whom anybody may be, by a bearer token."""

    name: str
    role: Role
    token: str


OfferedUsers = Callable[[], Sequence[OfferedUser]]
"""Makes tokens anew each time, so that they don't run out while the demo runs."""


def demo_routes(config: Config, users: OfferedUsers | None) -> list[BaseRoute]:
    """None where this is no demo, or where there are proxies, behind which nobody is known to be here."""
    if users is None or config.trusted_proxies:
        return []
    return [Route("/demo", partial(_answer, users), methods=["GET"])]


async def _answer(users: OfferedUsers, request: Request) -> Response:
    """Whoever isn't here is told that there is nothing."""
    if not _asked_here(request):
        raise HTTPException(404)
    content = msgspec.json.encode({"users": await in_thread(users)})
    return Response(content, headers={"Cross-Origin-Resource-Policy": "same-origin"}, media_type=JSON)


def _asked_here(request: Request) -> bool:
    """By this machine, of this machine (and not of a name that somebody else gave it), by no page of another origin."""
    host = host_asked(request)
    return (
        request.client is not None
        and is_loopback(request.client.host)
        and host is not None
        and is_this_machine(host)
        and request.headers.get("origin", f"{request.url.scheme}://{host}").lower() == f"{request.url.scheme}://{host}"
        and not any(name in request.headers for name in FORWARDED)
    )
