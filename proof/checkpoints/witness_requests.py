"""Requests to a witness (https://c2sp.org/tlog-witness): whatever it answers, and however slowly."""

import time
from collections.abc import Sequence

import httpx

from domain.kernel.counted import counted
from proof.notes.malformed import Malformed, from_decimal, to_base64
from proof.notes.signed_note import MOST_SIGNATURES, Signature, SignedNote

ANSWERS_WITHIN = 5.0  # seconds from byte to byte, and about twice that altogether
LONGEST = 64 * 1024  # bytes of an answer
SIZE = "text/x.tlog.size"


class NotCosigned(Exception):
    """Why it wasn't, in a sentence."""


class Disputed(NotCosigned):
    """The witness has cosigned another log of this name."""


class KnowsAnotherSize(NotCosigned):
    """The last that the witness has cosigned has another size than we thought."""

    def __init__(self, size: int) -> None:
        super().__init__(f"It says that it has cosigned {counted(size, 'event')}.")
        self.size = size


def witness_client() -> httpx.Client:
    """No redirections, no proxies of the environment's."""
    return httpx.Client(timeout=ANSWERS_WITHIN, trust_env=False, headers={"User-Agent": "ringlog"})


def add_checkpoint(
    client: httpx.Client, url: str, old_size: int, proof: Sequence[bytes], note: SignedNote
) -> list[Signature]:
    """The lines that it answers with; nothing of them is verified. Raises NotCosigned."""
    lines = [f"old {old_size}", *map(to_base64, proof), "", ""]
    status, content_type, body = _post(client, f"{url}/add-checkpoint", "\n".join(lines).encode() + bytes(note))
    if status == 200:
        return _signatures(body)
    if status == 409 and content_type.partition(";")[0].strip() == SIZE:
        try:
            size = from_decimal(body.removesuffix("\n"), "The size")
        except Malformed as problem:
            raise NotCosigned(f"It answers 409 with what is no size: {problem}") from None
        raise KnowsAnotherSize(size)
    if status in (409, 422):
        raise Disputed(
            f"It has cosigned {counted(old_size, 'event')} of this log, and says that they aren't how it begins."
        )
    said = " ".join(body.split())[:200]
    raise NotCosigned(f"It answers {status}: {said}" if said else f"It answers {status}.")


def _post(client: httpx.Client, url: str, body: bytes) -> tuple[int, str, str]:
    """Status, type and text of the answer."""
    until = time.monotonic() + 2 * ANSWERS_WITHIN
    answered = bytearray()
    try:
        with client.stream("POST", url, content=body) as answer:
            for chunk in answer.iter_raw():
                answered += chunk
                if len(answered) > LONGEST or time.monotonic() > until:
                    raise NotCosigned("Its answer is too long, or takes too long.")
            return answer.status_code, answer.headers.get("content-type", ""), answered.decode(errors="replace")
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise NotCosigned(f"It can't be asked: {problem or type(problem).__name__}.") from None


def _signatures(body: str) -> list[Signature]:
    lines = body.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NotCosigned("It answers with too many lines.")
    try:
        return [Signature.parse(line) for line in lines]
    except Malformed as problem:
        raise NotCosigned(f"It answers with what is no cosignature: {problem}") from None
