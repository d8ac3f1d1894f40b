"""What auditors and strangers read of the log, against a real one; it is written by the real publisher."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware

from api.access.person import Person
from api.access.token_owner import TokenOwners
from api.access.tokens import Role, Tokens
from api.backend.proven_log import ProvenLog
from api.http.headers import Uncached
from api.http.proven_log.endpoint import ProvenLogEndpoint
from proof.notes.checkpoint import Checkpoint
from proof.notes.signed_note import SignedNote
from proof.notes.tlog_proof import TlogProof
from proof.notes.verifier_key import VerifierKey
from proof.tree import includes
from runtime.config import Config
from tests.api.world import HOUR, SECRET
from tests.proof.checkpoints.notary import ORIGIN, Notary

SIZE = 700


@dataclass
class Site:
    http: httpx.AsyncClient
    notary: Notary
    log: ProvenLog
    tokens: Tokens

    async def get(self, path: str, role: Role | None = None, accept_encoding: str = "identity") -> httpx.Response:
        headers = {"accept-encoding": accept_encoding}
        if role is not None:
            headers["authorization"] = f"Bearer {self.tokens.issue('iris', role, HOUR)}"
        return await self.http.get(path, headers=headers)


@pytest.fixture
def notary(database_url: str, tmp_path: Path) -> Iterator[Notary]:
    made = Notary(database_url, tmp_path)
    yield made
    made.log.close()


async def _anybody(_: Person) -> bool:
    return True


@asynccontextmanager
async def serving(notary: Notary, *, public: bool) -> AsyncIterator[Site]:
    tokens = Tokens.of(Config(data_folder=notary.folder, jwt_key=SecretStr(SECRET)))
    with closing(ProvenLog(notary.log_url, notary.log)) as log:
        owners = TokenOwners(tokens, notary.log.identities)
        routes = ProvenLogEndpoint(log, owners, _anybody, public=public).routes()
        transport = httpx.ASGITransport(Starlette(routes=routes, middleware=[Middleware(Uncached)]))
        async with httpx.AsyncClient(transport=transport, base_url="http://ringlog") as http:
            yield Site(http, notary, log, tokens)


@pytest.fixture
async def site(notary: Notary) -> AsyncIterator[Site]:
    """Of a log of 700 events, of which everybody may know."""
    notary.published(SIZE)
    async with serving(notary, public=True) as served:
        yield served


async def test_the_checkpoint_is_signed_by_the_key_that_is_told(site: Site) -> None:
    checkpoint, key = await site.get("/log/checkpoint"), await site.get("/log/vkey")
    assert checkpoint.headers["content-type"] == key.headers["content-type"] == "text/plain; charset=utf-8"
    assert checkpoint.headers["cache-control"] == "public, max-age=1"
    assert checkpoint.headers["x-content-type-options"] == "nosniff"
    note = SignedNote.parse(checkpoint.content)
    note.require_any([VerifierKey.parse(key.text)])
    assert (Checkpoint.parse(note.text).origin, Checkpoint.parse(note.text).size) == (ORIGIN, SIZE)


async def test_tiles_of_hashes_are_full_or_as_wide_as_is_asked_for(site: Site) -> None:
    full, part, above = [await site.get(f"/log/tile/{path}") for path in ("0/001", "0/002.p/188", "1/000.p/2")]
    assert [len(each.content) for each in (full, part, above)] == [8_192, 188 * 32, 64]
    assert full.headers["content-type"] == "application/octet-stream"
    assert full.headers["cache-control"] == part.headers["cache-control"] == "public, max-age=31536000, immutable"
    level = full.content
    while len(level) > 32:
        level = b"".join(sha256(b"\x01" + level[at : at + 64]).digest() for at in range(0, len(level), 64))
    assert level == above.content[32:]


async def test_entries_hash_to_the_hashes_of_level_0(site: Site) -> None:
    bundle, hashes = await site.get("/log/tile/entries/002.p/188"), await site.get("/log/tile/0/002.p/188")
    rest, found = bundle.content, b""
    while rest:
        length = int.from_bytes(rest[:2], "big")
        found += sha256(b"\x00" + rest[2 : 2 + length]).digest()
        rest = rest[2 + length :]
    assert found == hashes.content


async def test_entries_are_packed_for_those_who_take_that(site: Site) -> None:
    plain = await site.get("/log/tile/entries/000")
    packed = await site.get("/log/tile/entries/000", accept_encoding="br, gzip;q=0.5")
    refused = await site.get("/log/tile/entries/000", accept_encoding="gzip;q=0")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content == refused.content
    assert "content-encoding" not in refused.headers
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path", ["0/002", "0/002.p/189", "0/003", "1/000", "1/000.p/3", "2/000.p/1", "entries/002", "63/000"]
)
async def test_what_isnt_below_the_checkpoint_isnt_there(site: Site, path: str) -> None:
    site.notary.append(500)
    site.notary.integrate()
    answer = await site.get(f"/log/tile/{path}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["message"].startswith("The newest checkpoint is of 700 events")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["0/2", "x/000", "0/000.p/256", "64/000", "0/x000/001", "0/000/"])
async def test_what_is_no_tile_is_told_in_a_sentence(site: Site, path: str) -> None:
    answer = await site.get(f"/log/tile/{path}")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "NO_SUCH_TILE")


@pytest.mark.parametrize("position", [1, 2, 256, 257, SIZE])
async def test_a_proof_shows_that_an_event_is_in_the_log(site: Site, position: int) -> None:
    answer = await site.get(f"/log/proof/{position}")
    assert answer.headers["content-disposition"] == f'attachment; filename="position-{position}.tlog-proof"'
    proof = TlogProof.parse(answer.content)
    proof.checkpoint.require_any(site.notary.keys())
    checkpoint = Checkpoint.parse(proof.checkpoint.text)
    assert proof.extra is not None
    leaf = sha256(b"\x00" + proof.extra).digest()
    assert proof.index == position - 1
    assert includes(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root)


async def test_a_proof_is_by_the_newest_checkpoint_that_is_witnessed(site: Site) -> None:
    with site.notary.connected() as connection:
        connection.execute("UPDATE proof.checkpoints SET witnessed_at = signed_at")
    site.notary.published(10)
    old, new = [TlogProof.parse((await site.get(f"/log/proof/{nr}")).content) for nr in (700, 701)]
    assert [Checkpoint.parse(each.checkpoint.text).size for each in (old, new)] == [700, 712]


@pytest.mark.parametrize(("position", "status"), [("701", 404), ("0", 400), ("-1", 400), ("x", 400), ("9" * 30, 400)])
async def test_there_is_no_proof_of_what_isnt_there(site: Site, position: str, status: int) -> None:
    answer = await site.get(f"/log/proof/{position}")
    assert answer.status_code == status
    assert answer.json()["errors"][0]["message"].endswith(".")


async def test_an_event_with_a_topic_that_none_can_have_is_not_shown(site: Site) -> None:
    with site.notary.connected() as connection:
        connection.execute("UPDATE log.events SET topic = repeat('x', 256) WHERE position = 300")
    for path in ("/log/proof/300", "/log/tile/entries/001"):
        assert (await site.get(path)).status_code == 404


async def test_what_events_are_is_for_auditors_unless_the_log_is_public(notary: Notary) -> None:
    notary.published(SIZE)
    async with serving(notary, public=False) as site:
        for path in ("/log/tile/entries/000", "/log/proof/1"):
            assert (await site.get(path)).status_code == 401
            for role in set(Role) - {Role.AUDITOR}:
                assert (await site.get(path, role)).status_code == 403
            assert (await site.get(path, Role.AUDITOR)).status_code == 200
        private = await site.get("/log/tile/entries/000", Role.AUDITOR)
        assert private.headers["cache-control"] == "private, max-age=31536000, immutable"
        for path in ("/log/checkpoint", "/log/vkey", "/log/tile/0/000"):
            assert (await site.get(path)).status_code == 200


async def test_before_the_first_checkpoint_there_is_none(notary: Notary) -> None:
    async with serving(notary, public=True) as site:
        for path in ("checkpoint", "vkey", "tile/0/000", "proof/1"):
            answer = await site.get(f"/log/{path}")
            assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_PUBLISHED")


async def test_without_its_database_it_says_so(site: Site) -> None:
    with site.notary.connected() as connection:
        connection.execute("ALTER TABLE proof.checkpoints RENAME TO gone")
        answer = await site.get("/log/checkpoint")
        connection.execute("ALTER TABLE proof.gone RENAME TO checkpoints")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_too_many_at_once_are_sent_away(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.http.proven_log.endpoint.WAITING", 0)
    answer = await site.get("/log/checkpoint")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
