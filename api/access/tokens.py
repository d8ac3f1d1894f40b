"""Checks bearer tokens, and issues them (JWT, RFC 7519): who asks, as the chat product vouches for it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import jwt
import msgspec
from jwt.types import Options

from domain.kernel.clock import Clock, system_clock
from domain.kernel.errors import InvalidInput
from domain.kernel.text import identifier
from runtime.config import Config
from runtime.signing.key_set import KeySet
from runtime.signing.signing_key import SigningKey

LONGEST_TOKEN = 8192  # characters
LONGEST_LIFE = timedelta(days=31)
LEEWAY = timedelta(seconds=30)  # for a chat product whose clock runs ahead of ours


class Role(StrEnum):
    """What a token's owner may do."""

    ADMIN = "admin"
    AUDITOR = "auditor"
    SERVICE = "service"
    MEMBER = "member"
    GUEST = "guest"


@dataclass(frozen=True)
class Vouched:
    """What a token says, until `expires_at` (UTC): who asks, by what the chat product calls them."""

    external_id: str
    role: Role
    expires_at: datetime


class Unauthenticated(Exception):
    """It isn't known who asks; each kind says why in a sentence."""

    sentence = "The bearer token can't be used."

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or self.sentence)


class NoToken(Unauthenticated):
    sentence = 'There is no bearer token: send one, as "Authorization: Bearer …" or in connection_init.'


class TokenExpired(Unauthenticated):
    sentence = "The bearer token has expired: get a new one."


class TokenForged(Unauthenticated):
    sentence = "The bearer token isn't signed with the key and algorithm that this installation trusts."


class TokenKeyUnknown(TokenForged):
    sentence = "The bearer token is signed with a key that this installation doesn't know."


class TokenLivesTooLong(Unauthenticated):
    sentence = "The bearer token is good for longer than this installation accepts."


class TokenForAnotherAudience(Unauthenticated):
    sentence = "The bearer token is meant for another service."


class TokenMalformed(Unauthenticated):
    sentence = "The bearer token is no JSON Web Token."


class CannotIssueTokens(Exception):
    """Only a public key is known, or the lifetime is too long; the message says what to do."""


class Claims(msgspec.Struct, frozen=True):
    """What a token has to say; other claims are ignored."""

    sub: str
    role: Role
    aud: str | list[str]
    exp: float
    iat: float
    nbf: float = 0
    iss: str | None = None


class Tokens:
    """Verifies tokens, and issues them where the key can sign. With a key set, which may change, besides or instead."""

    def __init__(
        self,
        key: SigningKey | None,
        *,
        audience: str,
        issuer: str | None,
        longest: timedelta = LONGEST_LIFE,
        key_set: KeySet | None = None,
        clock: Clock = system_clock,
    ) -> None:
        self.longest = longest
        self._key = key
        self._key_set = key_set
        self._audience = audience
        self._issuer = issuer
        self._clock = clock

    @classmethod
    def of(cls, config: Config, clock: Clock = system_clock) -> "Tokens":
        return cls(
            config.signing_key(),
            audience=config.jwt_audience,
            issuer=config.jwt_issuer,
            longest=timedelta(hours=config.jwt_max_hours),
            key_set=None if config.jwt_key_set is None else KeySet.at(config.jwt_key_set),
            clock=clock,
        )

    async def recognise(self, token: str | None) -> Vouched:
        """As `verify`, after a look at whether the key set has changed if the token's key isn't known."""
        if self._key_set is None:
            return self.verify(token)
        await self._key_set.keep_fresh()
        try:
            return self.verify(token)
        except TokenKeyUnknown:
            await self._key_set.renew()
            return self.verify(token)

    def verify(self, token: str | None) -> Vouched:
        """Whose token it is. Raises Unauthenticated: the kind, and its sentence, say what is wrong."""
        if not token:
            raise NoToken
        claims = _claims(self._verified_payload(token))
        self._require_ours(claims)
        expires_at = self._require_current(claims)
        return Vouched(claims.sub, claims.role, expires_at)

    def issue(self, external_id: str, role: Role, lifetime: timedelta) -> str:
        """A signed token. Raises CannotIssueTokens, or InvalidInput for an impossible user id."""
        if self._key is None or self._key.signs is None:
            raise CannotIssueTokens(
                "RINGLOG_JWT_KEY is a public key, which can't sign: have your chat product issue tokens, "
                "or set the private key here."
                if self._key is not None
                else "Only public keys are known: have your chat product issue tokens, or set RINGLOG_JWT_KEY."
            )
        if lifetime > self.longest:
            raise CannotIssueTokens(
                f"Tokens are good for {self.longest / timedelta(hours=1):g} hours at most: ask for less, "
                "or set RINGLOG_JWT_MAX_HOURS."
            )
        now = self._clock()
        claims: dict[str, Any] = {
            "sub": identifier(external_id, "user id"),
            "role": role,
            "aud": self._audience,
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
        }
        if self._issuer is not None:
            claims["iss"] = self._issuer
        return jwt.encode(claims, self._key.signs, algorithm=self._key.algorithm)

    def _verified_payload(self, token: str) -> dict[str, Any]:
        if len(token) > LONGEST_TOKEN:
            raise TokenMalformed(f"The bearer token is longer than {LONGEST_TOKEN} characters.")
        try:
            key_id = _key_id(token)
            named = None if self._key_set is None else self._key_set.find(key_id)
            key = self._key if named is None or (key_id is None and self._key is not None) else named
            if key is None:
                raise TokenKeyUnknown
            return jwt.decode(token, key.verifies, algorithms=[key.algorithm], options=SIGNATURE_ONLY)
        except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError, jwt.InvalidKeyError):
            raise (TokenKeyUnknown if self._key_set is not None and named is None else TokenForged) from None
        except (jwt.InvalidTokenError, ValueError, RecursionError):
            raise TokenMalformed from None

    def _require_ours(self, claims: Claims) -> None:
        audiences = [claims.aud] if isinstance(claims.aud, str) else claims.aud
        if self._audience not in audiences:
            raise TokenForAnotherAudience
        if self._issuer is not None and claims.iss != self._issuer:
            raise TokenForged("The bearer token was issued by somebody whom this installation doesn't trust.")

    def _require_current(self, claims: Claims) -> datetime:
        now = self._clock()
        expires_at = _moment(claims.exp)
        if expires_at <= now:
            raise TokenExpired
        if expires_at - _moment(claims.iat) > self.longest:
            raise TokenLivesTooLong
        if max(_moment(claims.iat), _moment(claims.nbf)) > now + LEEWAY:
            raise TokenMalformed("The bearer token is dated in the future: check the clocks of both servers.")
        return expires_at


# The claims are checked against our own clock, and with sentences of our own.
SIGNATURE_ONLY: Options = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}


def _key_id(token: str) -> str | None:
    key_id = jwt.get_unverified_header(token).get("kid")
    return key_id if isinstance(key_id, str) else None


def _claims(payload: dict[str, Any]) -> Claims:
    try:
        claims = msgspec.convert(payload, Claims)
        identifier(claims.sub, "user id")
    except msgspec.ValidationError as problem:
        raise TokenMalformed(f"The bearer token's claims can't be used: {problem}.") from None
    except InvalidInput as problem:
        raise TokenMalformed(f"The bearer token's \"sub\" can't be used: {problem}") from None
    return claims


def _moment(seconds: float) -> datetime:
    """Seconds since 1970 (RFC 7519 §2, NumericDate) in UTC."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        raise TokenMalformed("The bearer token has a date that no calendar has.") from None
