"""What a client needs to know before it makes its connection: the STUN and TURN servers."""

from datetime import datetime
from typing import Self

import strawberry

from api.graphql.core.context import Context
from api.media import ice_servers as servers
from domain.workspace.settings import WORKSPACE


@strawberry.type(description="A STUN or TURN server. Give it to RTCPeerConnection as one of its iceServers.")
class IceServer:
    urls: list[str] = strawberry.field(
        description="The server's addresses, such as stun:host:port (RFC 7064) or turn:host:port (RFC 7065)."
    )
    username: str | None = strawberry.field(
        description="The user name for the server; null for STUN, which needs none."
    )
    credential: str | None = strawberry.field(
        description="The password for the server; null for STUN, which needs none."
    )
    expires_at: datetime | None = strawberry.field(
        description="When the credential expires: ask for a new one before connecting after that. Null for STUN."
    )

    @classmethod
    def of(cls, server: servers.IceServer) -> Self:
        return cls(
            urls=list(server.urls),
            username=server.username,
            credential=server.credential,
            expires_at=server.expires_at,
        )


async def ice_servers(context: Context) -> list[IceServer]:
    """Those for whoever asks, with credentials that are good from now on."""
    backend = context.backend
    settings = (await context.loaders.settings.load(WORKSPACE)).settings
    return [IceServer.of(server) for server in backend.ice_servers(settings, context.asking.user_id, backend.clock())]
