"""The STUN and TURN servers that clients are told, with credentials that are good for a while.

TURN credentials follow coturn's REST scheme (draft-uberti-behave-turn-rest-00): whoever knows the secret can check
them, and nobody has to store them.
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from domain.workspace.settings import Settings
from runtime.config import Config

GOOD_FOR = timedelta(hours=12)  # a client that reconnects in a long call must not need new ones


@dataclass(frozen=True)
class IceServer:
    """An RTCIceServer (W3C WebRTC §4.2.2). STUN needs no credentials."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = None
    expires_at: datetime | None = None  # when a connection through it can't be opened any more


def ice_servers(config: Config, settings: Settings, user_id: UUID, now: datetime) -> tuple[IceServer, ...]:
    """For one user: those of the environment, else those that admins set.

    TURN servers without a secret are left out: nobody would be let in.
    """
    stun_servers = config.stun_servers or settings.stun_servers
    turn_servers = config.turn_servers or settings.turn_servers
    stun = (IceServer(stun_servers),) if stun_servers else ()
    if not turn_servers or config.turn_secret is None:
        return stun
    expires_at = (now + GOOD_FOR).replace(microsecond=0)
    username = f"{int(expires_at.timestamp())}:{user_id}"
    digest = hmac.digest(config.turn_secret.get_secret_value().encode(), username.encode(), "sha1")
    return (*stun, IceServer(turn_servers, username, base64.b64encode(digest).decode(), expires_at))
