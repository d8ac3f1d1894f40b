"""Where clients put their bearer token: a header, or a message's payload. `tokens` checks it."""

from collections.abc import Mapping
from typing import Any

SCHEME = "bearer"


def bearer_token(header: object) -> str | None:
    """The token of an `Authorization` header (RFC 6750 §2.1); None if it has none."""
    if not isinstance(header, str):
        return None
    scheme, _, token = header.strip().partition(" ")
    return token.strip() if scheme.lower() == SCHEME else None


def token_of_init(payload: Mapping[str, Any]) -> str | None:
    """The token in the payload of `connection_init`: {"authorization": "Bearer …"} or {"token": "…"}."""
    token = payload.get("token")
    if isinstance(token, str):
        return token
    return bearer_token(payload.get("authorization") or payload.get("Authorization"))
