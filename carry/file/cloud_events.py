"""Rows of the log as lines: CloudEvents 1.0 in JSON, one a line, `data` being the stored bytes, unchanged.

    {"specversion":"1.0","id":"17","source":"calls.example.org/log","type":"ringlog.Call.Ended",
     "subject":"2d1f3f9e-…","time":"2026-11-24T20:33:07.123456Z","streamversion":"5",
     "datacontenttype":"application/json","data":{…}}

`id` is the position, `source` the log's origin, `subject` the stream, `streamversion` the event's version in it, and
`time` when it was recorded. A line of a partial export also has `inclusionproof`: the hashes of RFC 6962, one after the
other, in Base64. A state that has a line break, which nothing of ours writes, stands as `data_base64`. There is one way
to write a row, and only what was written so is read.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from json import dumps, loads
from typing import NamedTuple

from carry.file.problems import Damaged
from proof.leaf import Row
from proof.tree import HASH

LONGEST_LINE = 16 << 20  # bytes
MOST_HASHES = 63

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = range(-62_135_596_800, 253_402_300_800)  # those from 1970 to the years 1 and 9999
_HEX = rb"[0-9a-f]"
_UUID = rb"(" + rb"-".join(_HEX + b"{%d}" % count for count in (8, 4, 4, 4, 12)) + rb")"


class NotWritable(Exception):
    """A row can't be a line: its sentence says which, and why not."""


class Event(NamedTuple):
    """A line. `proof`: the hashes that prove it, if it has them."""

    row: Row
    proof: tuple[bytes, ...] | None


class Lines:
    """Those of one log."""

    def __init__(self, origin: str) -> None:
        self._source = _json(origin)
        self._match: Callable[[bytes], re.Match[bytes] | None] = _pattern(self._source).fullmatch

    def write(self, row: Row, proof: Sequence[bytes] | None = None) -> bytes:
        """With its line break. Raises NotWritable."""
        position, originator, version, recorded_at, topic, state = row
        stream = originator.hex()
        line = b"".join(
            (
                b'{"specversion":"1.0","id":"%d","source":%b,"type":%b,' % (position, self._source, _type(topic)),
                f'"subject":"{stream[:8]}-{stream[8:12]}-{stream[12:16]}-{stream[16:20]}-{stream[20:]}",'.encode(),
                b'"time":"%b","streamversion":"%d",' % (_time(position, recorded_at), version),
                b"" if proof is None else b'"inclusionproof":"%b",' % b64encode(b"".join(proof)),
                b'"datacontenttype":"application/json",',
                b'"data_base64":"%b"}\n' % b64encode(state) if b"\n" in state else b'"data":%b}\n' % state,
            )
        )
        if len(line) > LONGEST_LINE:
            raise NotWritable(f"Position {position:,}: its line would have {len(line):,} bytes, more than are read.")
        return line

    def read(self, line: bytes, where: str) -> Event:
        """A line without its line break. `where`: for the sentence. Raises Damaged."""
        if len(line) > LONGEST_LINE:
            raise Damaged(f"{where}: the line is longer than any that an export has.")
        found = self._match(line)
        if found is None:
            raise Damaged(f"{where}: the line isn't an event of this log as an export writes it.")
        try:
            event, exact = _event(*found.groups())
            exact = exact or self.write(*event)[:-1] == line
        except (ValueError, NotWritable):
            exact = False
        if not exact:
            raise Damaged(f"{where}: the line isn't an event of this log as an export writes it.")
        return event


def _pattern(source: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb'\{"specversion":"1\.0","id":"([1-9][0-9]{0,18})","source":' + re.escape(source) + rb","
        rb'"type":"((?:[^"\\\x00-\x1f]|\\.){0,1530})",'
        rb'"subject":"' + _UUID + rb'",'
        rb'"time":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})\.([0-9]{6})Z",'
        rb'"streamversion":"([1-9][0-9]{0,9})",'
        rb'(?:"inclusionproof":"([0-9A-Za-z+/=]{0,2700})",)?'
        rb'"datacontenttype":"application/json",'
        rb'(?:"data":([^\n]*)|"data_base64":"([0-9A-Za-z+/=]*)")\}'
    )


def _event(
    position: bytes,
    topic: bytes,
    stream: bytes,
    seconds: bytes,
    micros: bytes,
    version: bytes,
    proof: bytes | None,
    state: bytes,
    encoded: bytes | None,
) -> tuple[Event, bool]:
    """What the parts of a line say, and whether no other line says the same. Raises ValueError."""
    plain = b"\\" not in topic
    row = Row(
        int(position),
        bytes.fromhex(stream.replace(b"-", b"").decode()),
        int(version),
        _seconds_of(seconds) * 1_000_000 + int(micros),
        topic if plain else loads(b'"%b"' % topic).encode(),
        state if encoded is None else b64decode(encoded, validate=True),
    )
    if row.version >= 1 << 31 or row.position >= 1 << 63:
        raise ValueError
    if proof is None:
        return Event(row, None), plain and encoded is None
    return Event(row, _hashes(b64decode(proof, validate=True))), False


def _json(text: str) -> bytes:
    return dumps(text, ensure_ascii=False).encode()


@lru_cache(1_000)
def _type(topic: bytes) -> bytes:
    return _json(topic.decode())


def _time(position: int, recorded_at: int) -> bytes:
    seconds, micros = divmod(recorded_at, 1_000_000)
    if seconds not in _SECONDS:
        raise NotWritable(f"Position {position:,}: when it was recorded is no time that can be written.")
    return b"%b.%06dZ" % (_second(seconds), micros)


@lru_cache(100)
def _second(seconds: int) -> bytes:
    return (_EPOCH + timedelta(seconds=seconds)).isoformat()[:19].encode()


@lru_cache(100)
def _seconds_of(written: bytes) -> int:
    """Raises ValueError."""
    return (datetime.fromisoformat(f"{written.decode()}+00:00") - _EPOCH) // timedelta(seconds=1)


def _hashes(joined: bytes) -> tuple[bytes, ...]:
    """Raises ValueError."""
    if len(joined) % HASH or len(joined) > MOST_HASHES * HASH:
        raise ValueError
    return tuple(joined[at : at + HASH] for at in range(0, len(joined), HASH))
