"""The nginx of the manual in front of Ringlog: TLS, WebSockets, and the addresses of clients."""

import asyncio
import os
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import SOCK_STREAM

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from websockets.asyncio.client import connect

from tests.api.http.test_app import serving
from tests.patience import LONG_ENOUGH
from tests.system.running import free_port

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="needs Debian's nginx-light")

MANUAL = Path(__file__).parents[3] / "docs" / "nginx.conf"
CLIENT = "127.0.0.3"
NAME = "calls.example.org"


@dataclass(frozen=True)
class Proxied:
    port: int
    trust: ssl.SSLContext


def certificate(folder: Path) -> None:
    """For NAME, signed by itself."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, SHA256())
    )
    (folder / f"{NAME}.pem").write_bytes(signed.public_bytes(Encoding.PEM))
    (folder / f"{NAME}.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def configured(folder: Path, port: int, ringlog: int) -> Path:
    """The manual's file with this machine's ports and places, in the smallest main file there can be."""
    text = MANUAL.read_text().replace("127.0.0.1:8080", f"127.0.0.1:{ringlog}").replace("/etc/ssl", str(folder))
    (folder / "ringlog.conf").write_text(text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"))
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;\n" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}include {folder}/ringlog.conf;\n}}\n"
    )
    return main


@pytest.fixture
async def proxied(tmp_path: Path) -> AsyncIterator[Proxied]:
    certificate(tmp_path)
    async with serving(trusted_proxies="127.0.0.1", public_url=f"https://{NAME}") as served:
        port = free_port(SOCK_STREAM)
        async with nginx(configured(tmp_path, port, served.port), port):
            yield Proxied(port, ssl.create_default_context(cafile=tmp_path / f"{NAME}.pem"))


@asynccontextmanager
async def nginx(main: Path, port: int) -> AsyncIterator[None]:
    process = await asyncio.create_subprocess_exec("nginx", "-p", str(main.parent), "-e", "stderr", "-c", str(main))
    try:
        await _until_listening(port, process)
        yield
    finally:
        process.terminate()
        await process.wait()


async def _until_listening(port: int, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(LONG_ENOUGH):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return
    raise AssertionError("nginx has ended")


async def test_requests_come_from_their_client_over_tls(proxied: Proxied) -> None:
    transport = httpx.AsyncHTTPTransport(verify=proxied.trust, local_address=CLIENT)
    async with httpx.AsyncClient(transport=transport) as http:
        told = {"x-forwarded-for": "203.0.113.9", "host": NAME}
        url = f"https://127.0.0.1:{proxied.port}/"
        for _ in range(3):
            answer = await http.get(url, headers=told, extensions={"sni_hostname": NAME})
            assert answer.json() == f"{CLIENT} by https"


async def test_sockets_of_this_site_are_opened_and_those_of_others_refused(proxied: Proxied) -> None:
    where = {"host": "127.0.0.1", "port": proxied.port, "ssl": proxied.trust, "server_hostname": NAME}
    url = f"wss://{NAME}/socket"
    async with connect(url, local_addr=(CLIENT, 0), origin=f"https://{NAME}", **where) as socket:  # type: ignore[arg-type]
        assert await socket.recv() == f"{CLIENT} by wss"
    with pytest.raises(Exception, match="HTTP 403"):
        await connect(url, origin="https://evil.example", **where)  # type: ignore[arg-type]
