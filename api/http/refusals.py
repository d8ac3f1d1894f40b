"""How a request is refused: always in JSON with a code, as GraphQL's errors are."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

JSON = "application/json"
UNCACHED = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class HttpRefusal:
    """A request isn't carried out: an HTTP status, a code for programs, and a sentence for people."""

    status: int
    code: str
    sentence: str

    def response(self, headers: Mapping[str, str] | None = None) -> Response:
        return refusal(self.status, self.code, self.sentence, headers)

    def as_http(self) -> bytes:
        """As the last response of a connection (RFC 9112 §6), for before there is a request that could be answered."""
        body = body_of(self.code, self.sentence)
        fields = {"Content-Type": JSON, "Content-Length": str(len(body)), "Connection": "close"} | UNCACHED
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n{head}\r\n".encode() + body


def body_of(code: str, sentence: str) -> bytes:
    return msgspec.json.encode({"errors": [{"message": sentence, "extensions": {"code": code}}]})


def refusal(status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(body_of(code, sentence), status, UNCACHED | dict(headers or {}), media_type=JSON)


async def answered(_: Request, problem: Exception) -> Response:
    """For Starlette's own refusals: no such path, no such method."""
    assert isinstance(problem, HTTPException)
    status = HTTPStatus(problem.status_code)
    return refusal(status, status.name, f"{status.description or status.phrase}.", problem.headers)


async def failed(_: Request, __: Exception) -> Response:
    """For what nobody expected; the server logs it."""
    return refusal(500, "INTERNAL_ERROR", "internal error")
