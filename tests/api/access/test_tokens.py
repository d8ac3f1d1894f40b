"""Bearer tokens: who asks, and each way in which a token can't be trusted."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_curve_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from api.access.tokens import (
    CannotIssueTokens,
    NoToken,
    Role,
    TokenExpired,
    TokenForAnotherAudience,
    TokenForged,
    TokenLivesTooLong,
    TokenMalformed,
    Tokens,
    Unauthenticated,
    Vouched,
)
from domain.kernel.errors import InvalidInput
from runtime.signing.signing_key import Algorithm, KeyUnusable, SigningKey

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
SECRET = "a shared secret of at least 32 bytes"
HOUR = timedelta(hours=1)


def tokens(
    key: str = SECRET, algorithm: Algorithm = Algorithm.HS256, issuer: str | None = None, at: datetime = NOW
) -> Tokens:
    return Tokens(SigningKey.load(key, algorithm), audience="ringlog", issuer=issuer, clock=lambda: at)


def claims(**changed: Any) -> dict[str, Any]:
    now = int(NOW.timestamp())
    usual = {"sub": "ada", "role": "member", "aud": "ringlog", "iat": now, "exp": now + 3600}
    return {name: value for name, value in {**usual, **changed}.items() if value is not None}


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def hs256(payload: dict[str, Any], secret: str) -> str:
    """A token written out by RFC 7515 §3, so that it may say what a library would refuse to."""
    header = {"alg": "HS256", "typ": "JWT"}
    signing_input = ".".join(encoded(json.dumps(part).encode()) for part in (header, payload))
    return f"{signing_input}.{encoded(hmac.digest(secret.encode(), signing_input.encode(), hashlib.sha256))}"


def signed(**changed: Any) -> str:
    return hs256(claims(**changed), SECRET)


def pair(make: Callable[[], Any]) -> tuple[str, str]:
    """A private and its public key, as PEM."""
    private = make()
    return (
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode(),
    )


KEY_PAIRS = {
    Algorithm.RS256: pair(lambda: generate_rsa_key(65537, 2048)),
    Algorithm.ES256: pair(lambda: generate_curve_key(SECP256R1())),
    Algorithm.EDDSA: pair(Ed25519PrivateKey.generate),
}


def test_a_token_says_who_asks_and_until_when() -> None:
    token = tokens().issue("ada", Role.ADMIN, HOUR)
    assert tokens().verify(token) == Vouched("ada", Role.ADMIN, NOW + HOUR)


def test_a_token_of_another_issuing_program_is_read_alike() -> None:
    assert tokens().verify(signed(aud=["chat", "ringlog"], name="Ada", jti=7)).external_id == "ada"


@pytest.mark.parametrize("algorithm", KEY_PAIRS)
def test_a_public_key_verifies_what_its_private_key_signed(algorithm: Algorithm) -> None:
    private, public = KEY_PAIRS[algorithm]
    token = tokens(private, algorithm).issue("ada", Role.MEMBER, HOUR)
    assert tokens(public, algorithm).verify(token).external_id == "ada"
    assert tokens(private, algorithm).verify(token).external_id == "ada"


@pytest.mark.parametrize("algorithm", KEY_PAIRS)
def test_a_public_key_cannot_issue(algorithm: Algorithm) -> None:
    with pytest.raises(CannotIssueTokens, match="is a public key, which can't sign"):
        tokens(KEY_PAIRS[algorithm][1], algorithm).issue("ada", Role.MEMBER, HOUR)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [
        (KEY_PAIRS[Algorithm.ES256][1], Algorithm.RS256),
        (pair(lambda: generate_rsa_key(65537, 1024))[1], Algorithm.RS256),
        (pair(lambda: generate_curve_key(SECP384R1()))[1], Algorithm.ES256),
        (KEY_PAIRS[Algorithm.RS256][0], Algorithm.EDDSA),
    ],
)
def test_a_key_of_another_kind_or_too_weak_is_no_key(key: str, algorithm: Algorithm) -> None:
    with pytest.raises(KeyUnusable, match=f"is no key for {algorithm}: give an"):
        SigningKey.load(key, algorithm)


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_token_is_told_from_a_bad_one(nothing: str | None) -> None:
    with pytest.raises(NoToken, match="There is no bearer token: send one"):
        tokens().verify(nothing)


def test_a_token_is_good_up_to_its_last_moment_and_not_at_it() -> None:
    token = tokens().issue("ada", Role.MEMBER, HOUR)
    assert tokens(at=NOW + HOUR - timedelta(microseconds=1)).verify(token).role is Role.MEMBER
    with pytest.raises(TokenExpired, match="has expired: get a new one"):
        tokens(at=NOW + HOUR).verify(token)


def test_a_token_signed_with_another_secret_is_forged() -> None:
    with pytest.raises(TokenForged, match="isn't signed with the key"):
        tokens("another secret of at least 32 bytes!").verify(signed())


def test_a_changed_payload_is_forged() -> None:
    header, _, signature = signed().split(".")
    payload = encoded(json.dumps(claims(role="admin")).encode())
    with pytest.raises(TokenForged):
        tokens().verify(f"{header}.{payload}.{signature}")


@pytest.mark.parametrize("name", ["none", "None", "NONE"])
def test_an_unsigned_token_is_forged(name: str) -> None:
    header = encoded(json.dumps({"alg": name, "typ": "JWT"}).encode())
    with pytest.raises(TokenForged):
        tokens().verify(f"{header}.{encoded(json.dumps(claims()).encode())}.")


@pytest.mark.parametrize("algorithm", KEY_PAIRS)
def test_a_public_key_used_as_a_shared_secret_is_forged(algorithm: Algorithm) -> None:
    public = KEY_PAIRS[algorithm][1]
    with pytest.raises(TokenForged):
        tokens(public, algorithm).verify(hs256(claims(), public))


def test_another_algorithm_with_the_right_secret_is_forged() -> None:
    with pytest.raises(TokenForged):
        tokens().verify(jwt.encode(claims(), SECRET * 2, algorithm="HS512"))


@pytest.mark.parametrize("audience", ["chat", [], ["chat", "mail"], "RINGLOG"])
def test_a_token_for_another_service_is_refused(audience: str | list[str]) -> None:
    with pytest.raises(TokenForAnotherAudience, match="meant for another service"):
        tokens().verify(signed(aud=audience))


def test_where_an_issuer_is_set_only_its_tokens_are_trusted() -> None:
    trusting = tokens(issuer="https://chat.example")
    assert trusting.verify(trusting.issue("ada", Role.GUEST, HOUR)).role is Role.GUEST
    for issuer in (None, "https://evil.example"):
        with pytest.raises(TokenForged, match="issued by somebody"):
            trusting.verify(signed(iss=issuer))


@pytest.mark.parametrize("text", ["x", "a.b", "a.b.c", "....", "é.ü.ö", "\x00", '{"alg":"HS256"}'])
def test_what_is_no_token_is_malformed(text: str) -> None:
    with pytest.raises(TokenMalformed, match="is no JSON Web Token"):
        tokens().verify(text)


def test_a_token_that_is_too_long_is_malformed() -> None:
    with pytest.raises(TokenMalformed, match="is longer than 8192 characters"):
        tokens().verify(signed(name="x" * 8192))


@pytest.mark.parametrize(
    "changed",
    [{name: None} for name in ("sub", "role", "aud", "exp", "iat")]
    + [{"sub": 7}, {"sub": ""}, {"sub": "x" * 129}, {"sub": "a\nb"}, {"role": "root"}, {"aud": 7}, {"exp": "soon"}]
    + [{"exp": True}, {"exp": 1e300}, {"exp": float("nan")}, {"iat": -1e300}, {"iss": 7}],
)
def test_a_token_with_missing_or_impossible_claims_is_malformed(changed: dict[str, Any]) -> None:
    with pytest.raises(TokenMalformed):
        tokens().verify(signed(**changed))


@pytest.mark.parametrize("claim", ["iat", "nbf"])
def test_a_token_from_the_future_is_refused_but_for_clocks_that_differ_a_little(claim: str) -> None:
    now = int(NOW.timestamp())
    assert tokens().verify(signed(**{claim: now + 29})).external_id == "ada"
    with pytest.raises(TokenMalformed, match="dated in the future"):
        tokens().verify(signed(**{claim: now + 31}))


def test_a_token_that_is_good_for_too_long_is_neither_taken_nor_issued() -> None:
    month = 31 * 24 * 3600
    now = int(NOW.timestamp())
    assert tokens().verify(signed(exp=now + month)).external_id == "ada"
    with pytest.raises(TokenLivesTooLong, match="good for longer than this installation accepts"):
        tokens().verify(signed(exp=now + month + 1))
    with pytest.raises(CannotIssueTokens, match="good for 744 hours at most"):
        tokens().issue("ada", Role.SERVICE, timedelta(days=32))


def test_no_token_is_issued_to_an_impossible_user() -> None:
    with pytest.raises(InvalidInput):
        tokens().issue("", Role.MEMBER, HOUR)


def test_a_refusal_never_repeats_the_token() -> None:
    token = hs256(claims(), "another secret of at least 32 bytes!")
    with pytest.raises(Unauthenticated) as refusal:
        tokens().verify(token)
    assert not any(part in str(refusal.value) for part in token.split("."))
