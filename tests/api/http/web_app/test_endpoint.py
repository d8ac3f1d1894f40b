"""The screens, served from a small build through what goes for every answer."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.http.app import framed
from api.http.web_app.endpoint import web_app_routes
from runtime.config import Config
from tests.api.http.web_app.conftest import PAGE, SCRIPT

CHAT = "https://chat.example.org"
FOR_EVER = "public, max-age=31536000, immutable"
MAIN = "/assets/main-AB12CD34.js"


def asking(folder: Path, **settings: object) -> httpx.AsyncClient:
    """A client that takes no coding unless it says so."""
    app = framed(web_app_routes(folder), Config.model_validate(settings))
    headers = {"accept-encoding": "identity"}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ringlog:8080", headers=headers)


@pytest.fixture
async def http(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with asking(built) as http:
        yield http


async def test_the_page_is_at_its_addresses_and_at_no_others(http: httpx.AsyncClient) -> None:
    for path in ("/", "/rooms/7", "/rooms/7/conferences/8", "/history", "/conferences/9", "/settings", "/call/7"):
        answer = await http.get(path)
        assert (answer.status_code, answer.content) == (200, PAGE), path
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.headers["cache-control"] == "no-cache"
    for path in ("/nowhere", "/calls/7", "/roomy", "/callous"):
        answer = await http.get(path)
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (404, {"code": "NOT_FOUND"}), path
    assert (await http.post("/")).status_code == 405


async def test_the_page_may_do_what_calls_need_and_nothing_else(http: httpx.AsyncClient) -> None:
    for path in ("/", "/index.html"):
        headers = (await http.get(path)).headers
        policy = dict(each.split(" ", 1) for each in headers["content-security-policy"].split("; "))
        assert policy == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self' data: https:",
            "media-src": "'self' blob: mediastream:",
            "connect-src": "'self' ws://ringlog:8080 wss://ringlog:8080",
            "font-src": "'self'",
            "worker-src": "'self'",
            "manifest-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
            "require-trusted-types-for": "'script'",
            "trusted-types": "'none'",
        }
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        for feature in ("camera", "microphone", "display-capture", "autoplay", "picture-in-picture"):
            assert f"{feature}=(self)" in headers["permissions-policy"].split(", ")


async def test_a_host_that_is_none_gets_into_no_policy(http: httpx.AsyncClient) -> None:
    answer = await http.get("/", headers={"host": "a; script-src *"})
    assert "connect-src 'self'" in answer.headers["content-security-policy"].split("; ")


async def test_what_is_named_by_its_content_is_kept_for_ever_by_pages_of_any_origin(http: httpx.AsyncClient) -> None:
    for origin in ({}, {"origin": "https://any.example"}):
        answer = await http.get(MAIN, headers=origin)
        assert (answer.status_code, answer.content) == (200, SCRIPT)
        assert answer.headers["cache-control"] == FOR_EVER
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "content-security-policy" not in answer.headers


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        (MAIN, "text/javascript; charset=utf-8"),
        ("/assets/main-EF56AB78.css", "text/css; charset=utf-8"),
        ("/assets/icon-00000000.svg", "image/svg+xml"),
        ("/ringlog.js", "text/javascript; charset=utf-8"),
    ],
)
async def test_each_says_what_it_is(http: httpx.AsyncClient, path: str, media_type: str) -> None:
    assert (await http.get(path)).headers["content-type"] == media_type


async def test_what_keeps_its_name_is_asked_for_again_each_time(http: httpx.AsyncClient) -> None:
    answer = await http.get("/ringlog.js", headers={"origin": CHAT})
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    again = await http.get("/ringlog.js", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "coding", "size"),
    [
        ("gzip, deflate, br", "br", len(b"script in br")),
        ("gzip", "gzip", len(b"script in gzip")),
        ("br;q=0, gzip", "gzip", len(b"script in gzip")),
        ("zstd", None, len(SCRIPT)),
    ],
)
async def test_it_is_sent_as_it_was_compressed_beforehand(
    http: httpx.AsyncClient, accepted: str, coding: str | None, size: int
) -> None:
    async with http.stream("GET", MAIN, headers={"accept-encoding": accepted}) as answer:
        assert answer.headers.get("content-encoding") == coding
        assert "Accept-Encoding" in answer.headers["vary"].split(", ")
        assert (
            int(answer.headers["content-length"]) == size == len(b"".join([part async for part in answer.aiter_raw()]))
        )


async def test_each_coding_has_a_tag_of_its_own_by_which_it_is_known(http: httpx.AsyncClient) -> None:
    tags = {}
    for coding in ("br", "identity"):
        answer = await http.head("/", headers={"accept-encoding": coding})
        tags[coding] = answer.headers["etag"]
    assert tags["br"] != tags["identity"]
    for known in (tags["br"], f"W/{tags['br']}", f'"other", {tags["br"]}'):
        answer = await http.get("/", headers={"accept-encoding": "br", "if-none-match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == tags["br"]
        assert answer.headers["cache-control"] == "no-cache"
        assert "content-security-policy" in answer.headers
    assert (await http.get("/", headers={"if-none-match": tags["br"]})).status_code == 200


async def test_whoever_asks_for_the_head_alone_gets_no_body(http: httpx.AsyncClient) -> None:
    for path in ("/", MAIN):
        head, whole = await http.head(path), await http.get(path)
        assert (head.status_code, head.content, head.headers) == (200, b"", whole.headers)


@pytest.mark.parametrize(
    "path",
    [
        "/assets",
        "/assets/",
        "/assets/main-00000000.js",
        "/assets/main-AB12CD34.js.br",
        "/assets/../../secret",
        "/assets/%2e%2e/%2e%2e/secret",
        "/..%2fsecret",
        "/%2fetc/passwd",
    ],
)
async def test_there_is_nothing_else_and_nothing_beside_the_build(http: httpx.AsyncClient, path: str) -> None:
    request = http.build_request("GET", path)
    request.url = httpx.URL("http://ringlog", raw_path=path.encode())  # as it is, with its dots
    answer = await http.send(request)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (404, {"code": "NOT_FOUND"})


async def test_a_page_of_an_origin_that_may_ask_is_told_so_too(built: Path) -> None:
    async with asking(built, allowed_origins=CHAT) as http:
        answer = await http.get(MAIN, headers={"origin": CHAT, "accept-encoding": "br"})
    assert answer.headers["access-control-allow-origin"] == CHAT
    assert set(answer.headers["vary"].split(", ")) == {"Accept-Encoding", "Origin"}
    assert answer.headers["cache-control"] == FOR_EVER


async def test_without_a_build_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    async with asking(tmp_path / "nothing") as http:
        for path in ("/", "/rooms/7", "/call/7"):
            answer = await http.get(path)
            assert (answer.status_code, answer.headers["content-type"]) == (503, "text/plain; charset=utf-8")
            assert answer.headers["cache-control"] == "no-store"
            assert "screens aren't built" in answer.text
            assert "make run" in answer.text
        assert (await http.get(MAIN)).status_code == 404
