"""`GET /log/…`: the log for those who check it (https://c2sp.org/tlog-tiles, https://c2sp.org/tlog-proof).

Checkpoints, keys and tiles of hashes are everybody's: a log that shows each its own checkpoint is found out only if all
can compare. What events are, when and of what, is for auditors, unless the log is public.
"""

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg_pool import PoolTimeout
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.access.authorization_header import bearer_token
from api.access.person import Person
from api.access.token_owner import TokenOwners
from api.access.tokens import Role, Unauthenticated
from api.backend.proven_log import LogUnavailable, NotPublished, ProvenLog
from api.graphql.core.naming import code
from api.http.accepted_encodings import accepts
from api.http.proven_log.tile_paths import tile_of
from api.http.refusals import HttpRefusal, refusal
from runtime.thread_pools import in_thread

logger = logging.getLogger(__name__)
T = TypeVar("T")

AT_ONCE = 2  # reads
WAITING = 64  # more are refused
TEXT, BINARY = "text/plain; charset=utf-8", "application/octet-stream"
FOR_EVER = "max-age=31536000, immutable"
FOR_AUDITORS = HttpRefusal(403, "NOT_ALLOWED", "Only auditors may read this.")
NO_TILE = HttpRefusal(
    400, "NO_SUCH_TILE", "This names no tile: write <level>/<number> or entries/<number>, such as 0/x001/234.p/5."
)
NO_POSITION = HttpRefusal(400, "NO_SUCH_POSITION", "This names no event: write its position, from 1 on.")
BUSY = HttpRefusal(503, "UNAVAILABLE", "Too many read the log at once: try again later.")
NOT_NOW = HttpRefusal(503, "UNAVAILABLE", "The log can't be read now: try again later.")


class ProvenLogEndpoint:
    """Its `routes` are for Starlette."""

    def __init__(
        self, log: ProvenLog, owners: TokenOwners, is_active: Callable[[Person], Awaitable[bool]], *, public: bool
    ) -> None:
        self._log = log
        self._owners = owners
        self._is_active = is_active
        self._public = public
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._asking = 0

    def routes(self) -> list[Route]:
        return [
            Route("/log/checkpoint", self.checkpoint, methods=["GET"]),
            Route("/log/vkey", self.keys, methods=["GET"]),
            Route("/log/tile/{path:path}", self.tile, methods=["GET"]),
            Route("/log/proof/{position}", self.proof, methods=["GET"]),
        ]

    async def checkpoint(self, _: Request) -> Response:
        return await self._answer(self._log.checkpoint, {"Content-Type": TEXT, "Cache-Control": "public, max-age=1"})

    async def keys(self, _: Request) -> Response:
        headers = {"Content-Type": TEXT, "Cache-Control": "public, max-age=60"}
        return await self._answer(lambda: self._log.keys().encode(), headers)

    async def tile(self, request: Request) -> Response:
        tile = tile_of(request.path_params["path"])
        if tile is None:
            return NO_TILE.response()
        if tile.level is not None:
            headers = {"Content-Type": BINARY, "Cache-Control": f"public, {FOR_EVER}"}
            return await self._answer(lambda: self._log.tile(tile), headers)
        if (refused := await self._refused(request)) is not None:
            return refused
        headers = {"Content-Type": BINARY, "Cache-Control": self._cached(), "Vary": "Accept-Encoding"}
        if not accepts(request.headers.get("accept-encoding", ""), "gzip"):
            return await self._answer(lambda: self._log.tile(tile), headers)
        return await self._answer(lambda: _gzip(self._log.tile(tile)), headers | {"Content-Encoding": "gzip"})

    async def proof(self, request: Request) -> Response:
        text = request.path_params["position"]
        if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0):
            return NO_POSITION.response()
        if (refused := await self._refused(request)) is not None:
            return refused
        name = f'attachment; filename="position-{int(text)}.tlog-proof"'
        headers = {"Content-Type": TEXT, "Cache-Control": "no-store", "Content-Disposition": name}
        return await self._answer(lambda: self._log.proof(int(text)), headers)

    async def _refused(self, request: Request) -> Response | None:
        """None for those who may read what events are."""
        if self._public:
            return None
        try:
            owner = await self._owners.recognise(bearer_token(request.headers.get("authorization")))
            may = owner.role is Role.AUDITOR and await self._is_active(Person.of(owner))
        except Unauthenticated as problem:
            return refusal(401, code(type(problem)), str(problem), {"WWW-Authenticate": "Bearer"})
        except (psycopg.Error, PersistenceError, PoolTimeout) as problem:
            logger.warning("Who asks for the log can't be told now: %s", problem)
            return NOT_NOW.response({"Retry-After": "5"})
        return None if may else FOR_AUDITORS.response()

    def _cached(self) -> str:
        return f"{'public' if self._public else 'private'}, {FOR_EVER}"

    async def _answer(self, read: Callable[[], bytes], headers: Mapping[str, str]) -> Response:
        if self._asking >= WAITING:
            return BUSY.response({"Retry-After": "1"})
        self._asking += 1
        try:
            async with self._turns:
                return Response(await in_thread(read), headers=dict(headers))
        except NotPublished as problem:
            return refusal(404, "NOT_PUBLISHED", str(problem))
        except LogUnavailable as problem:
            logger.warning("The log can't be read: %s", problem)
            return NOT_NOW.response({"Retry-After": "5"})
        finally:
            self._asking -= 1


def _gzip(content: bytes) -> bytes:
    """Quickly: half of it are digests, which nothing makes shorter."""
    packing = zlib.compressobj(1, zlib.DEFLATED, 31)
    return packing.compress(content) + packing.flush()
