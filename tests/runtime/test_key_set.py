"""Keys of the chat product that change while Ringlog runs."""

import asyncio
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from api.access.tokens import CannotIssueTokens, Role, TokenForged, TokenKeyUnknown, TokenMalformed, Tokens
from runtime.signing.key_set import FRESH, PACE, KeySet, read_keys
from runtime.signing.signing_key import Algorithm, KeyUnusable, SigningKey
from tests.api.access.test_tokens import HOUR, KEY_PAIRS, NOW, SECRET, claims, hs256, signed

PRIVATE = {algorithm: load_pem_private_key(pair[0].encode(), None) for algorithm, pair in KEY_PAIRS.items()}
SIGNERS: dict[Algorithm, Any] = {
    Algorithm.RS256: jwt.algorithms.RSAAlgorithm,
    Algorithm.ES256: jwt.algorithms.ECAlgorithm,
    Algorithm.EDDSA: jwt.algorithms.OKPAlgorithm,
}


def described(algorithm: Algorithm, key_id: str | None, **more: str) -> dict[str, Any]:
    """A public key as RFC 7517 has it."""
    key: dict[str, Any] = SIGNERS[algorithm].to_jwk(PRIVATE[algorithm].public_key(), as_dict=True)
    return {**key, **({} if key_id is None else {"kid": key_id}), **more}


def by_key(algorithm: Algorithm, key_id: str | None) -> str:
    headers = None if key_id is None else {"kid": key_id}
    return jwt.encode(claims(), PRIVATE[algorithm], algorithm=algorithm, headers=headers)  # type: ignore[arg-type]


class Source:
    """A file with a key set, and a clock that the test turns."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.now = 1000.0
        self.read = 0

    def has(self, *keys: dict[str, Any]) -> None:
        self.file.write_text(json.dumps({"keys": keys}))

    def tokens(self, key: str | None = None) -> Tokens:
        def reading() -> Any:
            self.read += 1
            return read_keys(str(self.file))

        own = None if key is None else SigningKey.load(key, Algorithm.HS256)
        key_set = KeySet(reading, lambda: self.now)
        return Tokens(own, audience="ringlog", issuer=None, key_set=key_set, clock=lambda: NOW)


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return Source(tmp_path / "keys.json")


@pytest.mark.parametrize("algorithm", KEY_PAIRS)
async def test_a_token_is_verified_with_the_key_it_names(source: Source, algorithm: Algorithm) -> None:
    source.has(described(algorithm, "one"), described(Algorithm.EDDSA, "other"))
    assert (await source.tokens().recognise(by_key(algorithm, "one"))).external_id == "ada"


async def test_a_token_that_names_no_key_is_verified_with_the_only_one(source: Source) -> None:
    source.has(described(Algorithm.ES256, "one"))
    assert (await source.tokens().recognise(by_key(Algorithm.ES256, None))).external_id == "ada"
    source.has(described(Algorithm.ES256, "one"), described(Algorithm.EDDSA, "two"))
    with pytest.raises(TokenKeyUnknown):
        await source.tokens().recognise(by_key(Algorithm.ES256, None))


async def test_a_new_key_is_read_when_a_token_names_it_but_not_for_every_token(source: Source) -> None:
    source.has(described(Algorithm.ES256, "old"))
    tokens = source.tokens()
    await tokens.recognise(by_key(Algorithm.ES256, "old"))
    source.has(described(Algorithm.ES256, "old"), described(Algorithm.EDDSA, "new"))
    for _ in range(5):
        with pytest.raises(TokenKeyUnknown, match="doesn't know"):
            await tokens.recognise(by_key(Algorithm.EDDSA, "new"))
    assert source.read == 1
    source.now += PACE
    both = await asyncio.gather(*(tokens.recognise(by_key(Algorithm.EDDSA, "new")) for _ in range(5)))
    assert {viewer.external_id for viewer in both} == {"ada"}
    assert source.read == 2


async def test_a_key_that_was_taken_back_is_trusted_no_longer_than_its_time(source: Source) -> None:
    source.has(described(Algorithm.ES256, "old"))
    tokens = source.tokens()
    await tokens.recognise(by_key(Algorithm.ES256, "old"))
    source.has(described(Algorithm.EDDSA, "new"))
    await tokens.recognise(by_key(Algorithm.ES256, "old"))
    source.now += FRESH + 1
    with pytest.raises(TokenKeyUnknown):
        await tokens.recognise(by_key(Algorithm.ES256, "old"))


async def test_while_the_source_is_away_the_known_keys_are_good(
    source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    source.has(described(Algorithm.ES256, "one"))
    tokens = source.tokens()
    await tokens.recognise(by_key(Algorithm.ES256, "one"))
    source.file.unlink()
    source.now += FRESH + 1
    assert (await tokens.recognise(by_key(Algorithm.ES256, "one"))).external_id == "ada"
    assert "can't be read" in caplog.text


async def test_the_single_key_goes_on_beside_the_key_set(source: Source) -> None:
    source.has(described(Algorithm.ES256, "one"))
    tokens = source.tokens(SECRET)
    assert (await tokens.recognise(signed())).external_id == "ada"
    assert (await tokens.recognise(by_key(Algorithm.ES256, "one"))).external_id == "ada"
    assert tokens.verify(tokens.issue("ada", Role.MEMBER, HOUR)).external_id == "ada"


async def test_a_key_verifies_only_what_its_own_algorithm_signed(source: Source) -> None:
    source.has(described(Algorithm.EDDSA, "one"))
    public = PRIVATE[Algorithm.EDDSA].public_key()
    assert isinstance(public, Ed25519PublicKey)
    for token in (by_key(Algorithm.ES256, "one"), hs256(claims(), public.public_bytes_raw().hex())):
        with pytest.raises(TokenForged):
            await source.tokens().recognise(token)


async def test_what_is_no_token_is_malformed_with_a_key_set_too(source: Source) -> None:
    source.has(described(Algorithm.ES256, "one"))
    for text in ("x", "a.b.c", "é.ü.ö"):
        with pytest.raises(TokenMalformed):
            await source.tokens().recognise(text)


def test_keys_for_something_else_and_shared_secrets_are_not_trusted(source: Source) -> None:
    secret = {"kty": "oct", "k": "c2VjcmV0", "kid": "secret", "alg": "HS256"}
    source.has(described(Algorithm.ES256, "encrypts", use="enc"), secret, {"kty": "?", "kid": "?"})
    assert read_keys(str(source.file)) == {}


@pytest.mark.parametrize("content", ["", "[]", '{"keys": 1}', '{"keys": [1]}', "[" * 100_000])
def test_what_is_no_key_set_is_refused(source: Source, content: str) -> None:
    source.file.write_text(content)
    with pytest.raises(KeyUnusable, match=r"can't be read .* give a JSON Web Key Set"):
        read_keys(str(source.file))


def test_a_key_set_has_no_key_to_issue_tokens_with(source: Source) -> None:
    with pytest.raises(CannotIssueTokens, match="Only public keys are known"):
        source.tokens().issue("ada", Role.MEMBER, HOUR)


@pytest.fixture
def address(source: Source) -> Iterator[str]:
    """Of a web server with the key set."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/keys"
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(source.file.read_bytes() if found else b"{}")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_key_set_has_a_web_address(source: Source, address: str) -> None:
    source.has(described(Algorithm.RS256, "one"))
    assert list(read_keys(f"{address}/keys")) == ["one"]
    for elsewhere in (f"{address}/none", "http://127.0.0.1:1/keys"):
        with pytest.raises(KeyUnusable, match="can't be read"):
            read_keys(elsewhere)
