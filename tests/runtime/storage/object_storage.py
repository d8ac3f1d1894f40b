"""A real S3-compatible storage (SeaweedFS) on loopback, which checks signatures; the way to it can be cut."""

import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from runtime.storage.bucket import Bucket
from tests.media.node.recordings.relay import Relay
from tests.patience import eventually

WEED = Path(sys.executable).with_name("weed")
KEY_ID, SECRET = "ringlog", "a secret for tests"
BUCKET = "calls"
PORTS = ("s3.port", "s3.port.grpc", "master.port", "master.port.grpc", "volume.port", "volume.port.grpc")
FILER_PORTS = ("filer.port", "filer.port.grpc")
SETTINGS = (
    "-s3",
    "-s3.autoCreateBucket=false",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-volume.max=8",
    "-master.volumeSizeLimitMB=32",
)


class ObjectStorage:
    """Has one bucket, "calls". `network.cut()` makes it be away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = dict(zip((*PORTS, *FILER_PORTS), free_ports(len(PORTS) + len(FILER_PORTS)), strict=True))
        self._process: subprocess.Popen[bytes] | None = None
        self.network = Relay(self._ports["s3.port"])
        self.endpoint = f"http://127.0.0.1:{self.network.port}"
        folder.mkdir(parents=True, exist_ok=True)
        identity = {
            "name": "ringlog",
            "credentials": [{"accessKey": KEY_ID, "secretKey": SECRET}],
            "actions": ["Admin", "Read", "Write", "List"],
        }
        (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))

    def start(self) -> None:
        ports = [f"-{name}={port}" for name, port in self._ports.items()]
        where = ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={self._folder}", f"-s3.config={self._folder}/s3.json"]
        with (self._folder / "weed.log").open("ab") as log:
            self._process = subprocess.Popen([WEED, "server", *SETTINGS, *where, *ports], stdout=log, stderr=log)
        eventually(lambda: answers(f"{self.endpoint}/healthz") and self._has_bucket())

    def stop(self) -> None:
        """For good."""
        self.network.cut()
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def bucket(self, *, name: str = BUCKET, prefix: str = "", secret: str = SECRET, path_style: bool = True) -> Bucket:
        return Bucket(name, prefix, self.endpoint, "us-east-1", path_style, KEY_ID, SecretStr(secret))

    def settings(self) -> dict[str, str]:
        """For a configuration."""
        return {
            "recordings": f"s3://{BUCKET}/of/ringlog",
            "s3_endpoint": self.endpoint,
            "s3_key_id": KEY_ID,
            "s3_secret_key": SECRET,
        }

    def _has_bucket(self) -> bool:
        address = f"http://127.0.0.1:{self._ports['filer.port']}/buckets/{BUCKET}/"
        return answers(urllib.request.Request(address, method="POST"))


def answers(request: str | urllib.request.Request) -> bool:
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


def free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


@pytest.fixture(scope="session")
def object_storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStorage]:
    """Tests that cut the way to it mend it again."""
    storage = ObjectStorage(tmp_path_factory.mktemp("objects"))
    try:
        storage.start()
        yield storage
    finally:
        storage.stop()
