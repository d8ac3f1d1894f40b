"""An agent that signs with its one Ed25519 key (draft-ietf-sshm-ssh-agent), as litewitness wants to be served."""

import hashlib
import socketserver
import threading
from base64 import b64encode
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LIST, LISTED, SIGN, SIGNED, FAILURE = 11, 12, 13, 14, 5


def string(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


class SshAgent:
    """A context manager."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self._blob = string(b"ssh-ed25519") + string(self.public)

    @property
    def fingerprint(self) -> str:
        return "SHA256:" + b64encode(hashlib.sha256(self._blob).digest()).decode().rstrip("=")

    def __enter__(self) -> Self:
        agent = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                while head := self.rfile.read(4):
                    self.wfile.write(string(agent.answer(self.rfile.read(int.from_bytes(head, "big")))))

        self._server = socketserver.ThreadingUnixStreamServer(str(self.path), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, asked: bytes) -> bytes:
        if asked[0] == LIST:
            return bytes([LISTED]) + (1).to_bytes(4, "big") + string(self._blob) + string(b"a witness")
        if asked[0] != SIGN:
            return bytes([FAILURE])
        rest = asked[1:].removeprefix(string(self._blob))
        data = rest[4 : 4 + int.from_bytes(rest[:4], "big")]
        return bytes([SIGNED]) + string(string(b"ssh-ed25519") + string(self.key.sign(data)))
