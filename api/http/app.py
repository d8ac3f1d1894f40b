"""What the HTTP port answers: GraphQL over HTTP and WebSocket at one address, screens, files, proofs, and health."""

from collections.abc import Sequence
from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from api.access.token_owner import TokenOwner, TokenOwners
from api.access.tokens import Tokens
from api.backend.backend import Backend
from api.graphql.schema import build_schema
from api.http.demo import OfferedUsers, demo_routes
from api.http.downloads.download import Downloads
from api.http.downloads.record_download import RecordDownloads
from api.http.graphql_endpoint import GraphQLEndpoint
from api.http.headers import Uncached
from api.http.health import Health
from api.http.live_endpoint import live_endpoint
from api.http.proven_log.endpoint import ProvenLogEndpoint
from api.http.refusals import HttpRefusal, answered, failed
from api.http.web_app.built_files import BUILT
from api.http.web_app.endpoint import web_app_routes
from api.live import Admission, LiveEndpoint, UsageLimits
from runtime.config import Config
from runtime.storage.sealed_storage import SealedStorage
from runtime.storage.storage import open_storage

FOREIGN_PAGE = HttpRefusal(
    403, "ORIGIN_NOT_ALLOWED", "Pages of this origin may not ask. RINGLOG_ALLOWED_ORIGINS has those that may."
)


class Cors(CORSMiddleware):
    """Starlette's, that says to whoever develops a page of a foreign origin what to set."""

    def preflight_response(self, request_headers: Headers) -> Response:
        if not self.is_allowed_origin(request_headers["origin"]):
            return FOREIGN_PAGE.response({"Vary": "Origin"})
        return super().preflight_response(request_headers)


def build_app(
    config: Config,
    backend: Backend,
    *,
    screens: Path = BUILT,
    demo_users: OfferedUsers | None = None,
) -> tuple[Starlette, LiveEndpoint[TokenOwner]]:
    """The application, and its live endpoint, to be closed after the server has stopped.

    screens: the folder of their build, read here. demo_users: where this is a demo.
    """
    assert config.database_url is not None
    schema = build_schema(introspection=config.introspection)
    tokens = Tokens.of(config)
    owners = TokenOwners(tokens, backend.identities)
    admission = Admission(schema, limits_of(config))
    http = GraphQLEndpoint(schema, owners, backend, max_bytes=config.max_request_bytes, admission=admission)
    live = live_endpoint(schema, owners, backend, admission)
    health = Health(config.database_url, lambda: backend.changes.position)
    routes = [
        Route("/graphql", http.answer, methods=["POST"]),
        WebSocketRoute("/graphql", live),
        Route("/recordings/{recording_id}", _downloads(config, backend, owners).answer, methods=["GET"]),
        Route("/calls/{call_id}/record", RecordDownloads(backend, owners).answer, methods=["GET"]),
        Route("/health", health.answer, methods=["GET"]),
        *ProvenLogEndpoint(backend.proven_log, owners, backend.is_active, public=config.log_public).routes(),
        *web_app_routes(screens),
        *demo_routes(config, demo_users),
    ]
    return framed(routes, config), live


def framed(routes: Sequence[BaseRoute], config: Config) -> Starlette:
    """With what goes for every answer: who may read it, whether it is kept, and how a request is refused."""
    return Starlette(
        routes=routes,
        middleware=[_cors(config), Middleware(Uncached)],
        exception_handlers={HTTPException: answered, Exception: failed},
    )


def limits_of(config: Config) -> UsageLimits:
    return UsageLimits(
        message=config.max_request_bytes,
        connections=config.max_connections_per_user,
        operations=config.max_operations_per_user,
        operations_per_second=config.operations_per_second,
        operation_burst=config.operations_per_second * 4,
        mutations_per_second=config.mutations_per_second,
        mutation_burst=config.mutations_per_second * 5,
        values=config.max_answer_values,
        execution_time=config.execution_seconds,
    )


def _cors(config: Config) -> Middleware:
    """What pages of other origins may send and read (https://fetch.spec.whatwg.org, "CORS protocol")."""
    return Middleware(
        Cors,
        allow_origins=config.allowed_origins,
        allow_methods=("GET", "POST"),
        allow_headers=("Authorization", "Content-Type", "If-None-Match", "If-Range", "Range"),
        expose_headers=("Content-Disposition", "Content-Range", "ETag", "Retry-After"),
        max_age=7200,
    )


def _downloads(config: Config, backend: Backend, owners: TokenOwners) -> Downloads:
    log, directory = backend.services.calls.log, backend.views.directory
    storage = SealedStorage(open_storage(config), backend.sealer)
    return Downloads(log, directory, owners, backend.links, storage, backend.services.inspections)
