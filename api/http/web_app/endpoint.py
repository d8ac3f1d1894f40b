"""`GET /`, and whatever the page then loads; or why there is none."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from api.http.accepted_encodings import accepts
from api.http.downloads.asking import knows
from api.http.hosts import host_asked
from api.http.refusals import UNCACHED
from api.http.web_app.built_files import CODINGS, PAGE, TYPES, BuiltFile, Representation, read_build
from api.http.web_app.page_headers import page_headers
from domain.calls.link import PATH as CALL_LINK

HASHED = "assets/"
"""Below this, names tell contents: what has a name never changes."""
PLACES = ("/rooms", "/history", "/conferences", "/settings", CALL_LINK.rstrip("/"))
"""Addresses that the page shows something of its own for, here and below."""
FOR_EVER, ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"
FOR_ALL_PAGES = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
"""The element that pages of chat products embed, and what it loads. None of it is about anybody."""
NOT_BUILT = """\
Ringlog runs, but its screens aren't built, so there is no page here.

In a checkout, `make run` builds them, or `.venv/bin/python scripts/web.py build` does; then start Ringlog again.
A wheel has them if they were built before it was: `make dist`.

GraphQL is at /graphql all the same.
"""


def web_app_routes(folder: Path) -> list[BaseRoute]:
    """Of the build in a folder, as it is now."""
    files = read_build(folder)
    if not files:
        return [Route(path, _not_built, methods=["GET"]) for path in _page_paths()]
    return [
        *(Route(path, partial(_page, files[PAGE]), methods=["GET"]) for path in _page_paths()),
        *(Route(f"/{name}", partial(_file, name, file), methods=["GET"]) for name, file in files.items()),
    ]


def _page_paths() -> list[str]:
    return ["/", *PLACES, *(f"{place}/{{below:path}}" for place in PLACES)]


async def _not_built(_: Request) -> Response:
    """503: the address is right, and will have a page."""
    return PlainTextResponse(NOT_BUILT, 503, UNCACHED)


async def _page(file: BuiltFile, request: Request) -> Response:
    return _answer(file, request, {"Cache-Control": ASK_AGAIN, **page_headers(host_asked(request))})


async def _file(name: str, file: BuiltFile, request: Request) -> Response:
    if file.media_type == TYPES[".html"]:
        return await _page(file, request)
    cached = FOR_EVER if name.startswith(HASHED) else ASK_AGAIN
    return _answer(file, request, {"Cache-Control": cached, **FOR_ALL_PAGES})


def _answer(file: BuiltFile, request: Request, headers: Mapping[str, str]) -> Response:
    coding, chosen = _chosen(file, request.headers.get("accept-encoding", ""))
    headers = {**headers, "ETag": chosen.tag, "Vary": "Accept-Encoding", "X-Content-Type-Options": "nosniff"}
    if knows(request, chosen.tag):
        return Response(None, 304, headers)
    headers["Content-Type"] = file.media_type
    if coding is not None:
        headers["Content-Encoding"] = coding
    return Response(chosen.content, 200, headers)


def _chosen(file: BuiltFile, accept_encoding: str) -> tuple[str | None, Representation]:
    for coding in CODINGS:
        if coding in file.coded and accepts(accept_encoding, coding):
            return coding, file.coded[coding]
    return None, file.plain
