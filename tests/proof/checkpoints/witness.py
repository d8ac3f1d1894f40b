"""A witness (https://c2sp.org/tlog-witness) on a real socket, as honest as a test lets it be."""

import threading
from base64 import b64decode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self

from proof.notes.checkpoint import Checkpoint
from proof.notes.note_signer import NoteSigner
from proof.notes.policy import Witness
from proof.notes.signed_note import SignedNote
from proof.tree import extends
from tests.proof.notes.witnessing import cosign, witness_key


class Answer(NamedTuple):
    status: int
    body: bytes = b""
    content_type: str = "text/plain"


class Asked(NamedTuple):
    """A request, read."""

    old: int
    proof: list[bytes]
    note: SignedNote

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.parse(self.note.text)


class FakeWitness:
    """Remembers one log. `instead`: what it answers instead of what it should, if that isn't None."""

    def __init__(self, name: str = "witness.example/w1") -> None:
        self.signer = NoteSigner.new(name)
        self.known = Checkpoint("", 0, b"")
        self.now = 1_767_268_800
        self.asked: list[Asked] = []
        self.instead: Callable[[Asked], Answer | None] = lambda _asked: None

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def as_policy_has_it(self) -> Witness:
        host, port = self._server.server_address[:2]
        return Witness(self.signer.name.rpartition("/")[2], witness_key(self.signer), f"http://{host!s}:{port}/prefix")

    def answer(self, path: str, body: bytes) -> Answer:
        if path != "/prefix/add-checkpoint":
            return Answer(404)
        asked = _read(body)
        self.asked.append(asked)
        return self.instead(asked) or self.honest(asked)

    def honest(self, asked: Asked) -> Answer:
        known, given = self.known, asked.checkpoint
        if asked.old > given.size:
            return Answer(400)
        if asked.old != known.size:
            return Answer(409, b"%d\n" % known.size, "text/x.tlog.size")
        if known.size and not extends(known.size, given.size, known.root, given.root, asked.proof):
            return Answer(422)
        self.known = given
        return Answer(200, self.cosignature(asked.note.text))

    def cosignature(self, text: str) -> bytes:
        return str(cosign(self.signer, text, self.now)).encode()


def _read(body: bytes) -> Asked:
    head, _, note = body.partition(b"\n\n")
    old, *proof = head.decode().split("\n")
    return Asked(int(old.removeprefix("old ")), list(map(b64decode, proof)), SignedNote.parse(note))


def _handler(witness: FakeWitness) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = witness.answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *args: object) -> None:
            """Nothing."""

    return Handler
