"""Strangers who send too much, too slowly, or from too many connections are told so and let go."""

import asyncio
import gc
import subprocess
import sys

import pytest

from api.http.client_addresses import REFUSAL_BURST, ClientAddresses
from api.http.connection_limits import ConnectionLimits
from api.http.limited_http import LimitedHttp
from tests.api.http.wire import GET, PING, POST, TEXT, UPGRADE, Wire, frame, serving
from tests.patience import eventually_async

LIMITS = ConnectionLimits(body=10_000, connections=100)
QUICK = ConnectionLimits(body=10_000, connections=100, head_within=0.2, body_within=0.3)


async def test_a_request_within_all_bounds_is_answered() -> None:
    async with serving(LIMITS) as served:
        wire = await served.connect(POST + b"X-Long: " + b"x" * 30_000 + b"\r\nContent-Length: 5\r\n\r\nhello" + GET)
        assert [await wire.answer(), await wire.answer()] == [(200, b"5"), (200, b"0")]


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET / HTTP/1.1\r\nX-Endless: ",
        b"GET / HTTP/1.1\r\nX-Endless",
        b"GET /",
        GET + b"GET / HTTP/1.1\r\nX-Endless: ",
        POST + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Endless-Trailer: ",
        POST + b"Transfer-Encoding: chunked\r\n\r\n5;endless-extension=",
    ],
    ids=["value", "name", "path", "second request", "trailer", "chunk extension"],
)
async def test_what_is_endless_is_not_read_on(beginning: bytes) -> None:
    async with serving(LIMITS) as served:
        wire = await served.connect(beginning)
        sent = await wire.send_until_ended(b"x" * 1000)
        assert sent < 16_000_000  # what fits into the buffers of both ends


async def test_headers_that_are_too_large_or_too_many_are_refused() -> None:
    async with serving(LIMITS) as served:
        large = await served.connect(b"GET / HTTP/1.1\r\nX-Large: " + b"x" * 40_000 + b"\r\n\r\n")
        assert await large.refusal() == (431, "HEADERS_TOO_LARGE")
        many = await served.connect(b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 101 + b"\r\n")
        assert await many.refusal() == (431, "HEADERS_TOO_LARGE")


async def test_connections_of_whoever_was_refused_are_forgotten() -> None:
    def remembered() -> int:
        gc.collect()
        return sum(type(each) is LimitedHttp for each in gc.get_objects())

    async with serving(LIMITS) as served:
        before = remembered()
        for _ in range(20):
            many = await served.connect(b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 101 + b"\r\n")
            assert await many.refusal() == (431, "HEADERS_TOO_LARGE")
        await eventually_async(lambda: remembered() == before)


@pytest.mark.parametrize("half", [b"", b"\r\n", b"GET", b"GET / HTTP/1.1\r\nHost: ringlog\r\n"])
async def test_a_head_that_does_not_come_is_waited_for_only_so_long(half: bytes) -> None:
    async with serving(QUICK) as served:
        assert await (await served.connect(half)).refusal() == (408, "REQUEST_TOO_SLOW")


async def test_a_client_that_sends_a_little_from_time_to_time_gains_no_time() -> None:
    async with serving(QUICK) as served:
        wire = await served.connect()

        async def trickle() -> None:
            while True:
                await wire.send(b"\r\n")
                await asyncio.sleep(0.05)

        trickling = asyncio.create_task(trickle())
        assert await wire.refusal() == (408, "REQUEST_TOO_SLOW")
        trickling.cancel()


async def test_a_body_that_does_not_come_is_waited_for_only_so_long() -> None:
    async with serving(QUICK) as served:
        wire = await served.connect(POST + b"Content-Length: 5\r\n\r\nhell")
        assert await wire.refusal() == (408, "REQUEST_TOO_SLOW")


async def test_a_body_that_is_too_large_is_not_read_on() -> None:
    async with serving(LIMITS) as served:
        wire = await served.connect(POST + b"Content-Length: 20000\r\n\r\n" + b"x" * 20_000)
        assert await wire.refusal() == (413, "REQUEST_TOO_LARGE")


async def test_what_is_no_http_is_told_so_without_a_word_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(LIMITS) as served:
        caplog.clear()
        assert await (await served.connect(b"\x16\x03\x01 hello\r\n\r\n")).refusal() == (400, "MALFORMED_REQUEST")
        assert not [record for record in caplog.records if record.levelname != "INFO"]


async def test_only_a_few_requests_wait_for_the_answer_to_another() -> None:
    async with serving(LIMITS) as served:
        wire = await served.connect(GET * 5000)
        await wire.ended()
        assert served.server.server_state.total_requests <= LIMITS.pipelined + 1


@pytest.mark.parametrize(
    "small", [frame(PING), frame(TEXT, b"x"), frame(TEXT, last=False) + frame(0)], ids=["pings", "texts", "parts"]
)
async def test_a_socket_has_so_many_frames_however_fast_they_are_read(small: bytes) -> None:
    async with serving(LIMITS) as served:
        wire = await served.connect(UPGRADE)
        assert (await wire.answer())[0] == 101
        await wire.send(small * (LIMITS.frame_burst + 100))
        assert await wire.close_code() == 1008


async def test_a_text_that_is_none_ends_its_socket_without_a_word_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with serving(LIMITS) as served:
        caplog.clear()
        wire = await served.connect(UPGRADE)
        assert (await wire.answer())[0] == 101
        await wire.send(frame(TEXT, b"\xff"))
        assert await wire.close_code() == 1007
        assert not [record for record in caplog.records if record.levelname != "INFO"]


async def test_an_address_has_so_many_connections_and_gets_their_places_back() -> None:
    async with serving(LIMITS, per_address=2) as served:
        asking = await served.connect(GET)
        await asking.answer()
        watching = await served.connect(UPGRADE)
        assert (await watching.answer())[0] == 101
        assert await (await served.connect()).refusal() == (429, "TOO_MANY_CONNECTIONS")
        assert await (await served.connect(UPGRADE)).refusal() == (429, "TOO_MANY_CONNECTIONS")
        await watching.close()
        await eventually_async(lambda: len(served.server.server_state.connections) == 1)
        assert await (await served.connect(GET)).answer() == (200, b"0")


async def test_a_server_has_so_many_connections_in_all() -> None:
    async with serving(ConnectionLimits(body=1, connections=1)) as served:
        first = await served.connect(GET)
        await first.answer()
        assert await (await served.connect()).refusal() == (503, "TOO_MANY_CONNECTIONS")


@pytest.mark.parametrize("asked", [GET, UPGRADE], ids=["answer", "message"])
async def test_who_does_not_take_what_they_are_sent_loses_it(asked: bytes) -> None:
    async with serving(ConnectionLimits(body=1, connections=1, idle=1, linger=0.2)) as served:
        await served.connect(asked.replace(b"GET /socket", b"GET /").replace(b"GET /", b"GET /large"))
        connections = served.server.server_state.connections
        await eventually_async(lambda: len(connections) == 1)
        await eventually_async(lambda: not connections)


def test_the_limit_of_open_files_is_raised_for_connections_or_leaves_fewer() -> None:
    asked = "import resource; from api.http.open_files import room_for_connections as room; "
    asked += "resource.setrlimit(resource.RLIMIT_NOFILE, (300, 500)); print(room(50), room(200), room(1000))"
    told = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert told.stdout.split() == ["50", "200", "300"]


async def test_an_address_that_is_always_refused_is_not_listened_to_for_a_moment() -> None:
    nowhere = GET.replace(b"GET /", b"GET /nowhere")
    async with serving(LIMITS) as served:
        wire = await served.connect()
        for _ in range(REFUSAL_BURST):
            await wire.send(nowhere)
            assert (await wire.answer())[0] == 404
        while (status := (await _asked(wire, nowhere))) == 404:
            pass
        assert status == 429
        await wire.ended()


async def _asked(wire: Wire, request: bytes) -> int:
    await wire.send(request)
    return (await wire.answer())[0]


def test_an_address_that_was_refused_is_listened_to_again_and_others_all_the_time() -> None:
    now = 0.0
    addresses = ClientAddresses(1, lambda: now)
    for _ in range(REFUSAL_BURST):
        assert not addresses.is_turned_away("192.0.2.1")
        addresses.refused("192.0.2.1")
    assert addresses.is_turned_away("192.0.2.1")
    assert not addresses.is_turned_away("192.0.2.2")
    now = 1.0
    assert not addresses.is_turned_away("192.0.2.1")


def test_addresses_of_one_ipv6_network_count_as_one() -> None:
    addresses = ClientAddresses(1)
    assert addresses.enter("2001:db8::1")
    assert not addresses.enter("2001:db8::ffff:2")
    assert addresses.enter("2001:db8:0:1::1")
    assert addresses.enter("192.0.2.1")
    assert not addresses.enter("::ffff:192.0.2.1")
    addresses.leave("2001:db8::1")
    assert addresses.enter("2001:db8::3")
