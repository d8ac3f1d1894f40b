"""What a client needs to know before it makes its connection: the STUN and TURN servers."""

from datetime import datetime
from typing import Self

import strawberry

from api.graphql.core.context import Context
from api.media import ice_servers as servers
from domain.workspace.settings import WORKSPACE


@strawberry.type(description="A STUN or TURN server; give it to RTCPeerConnection as one of its iceServers.")
class IceServer:
    urls: list[str] = strawberry.field(description="Where it is, such as stun:host:port or turn:host:port.")
    username: str | None = strawberry.field(description="The user name for it; null for STUN, which needs none.")
    credential: str | None = strawberry.field(description="The password for it; null for STUN, which needs none.")
    expires_at: datetime | None = strawberry.field(
        description="Until when the credential is good: ask for a new one before you connect, or connect again, then."
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
    assert context.person is not None, "queries are always somebody's"
    backend = context.backend
    settings = (await context.loaders.settings.load(WORKSPACE)).settings
    return [IceServer.of(server) for server in backend.ice_servers(settings, context.person.user_id, backend.clock())]
