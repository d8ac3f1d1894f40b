"""A row is one line, the same for every reader, and comes back as it is stored."""

import json
import random

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from carry.file.cloud_events import Event, Lines, NotWritable
from carry.file.problems import Damaged
from proof.leaf import Row
from tests.carry.made import ORIGIN

LINES = Lines(ORIGIN)
ROW = Row(17, bytes(range(16)), 3, 1_764_016_387_123_456, b"ringlog.Call.Ended", b'{"reason": "declined",  "n": 1}')
UNUSUAL = [
    ROW._replace(state=b'{"text": "a\nb"}'.replace(b"a\nb", b"a\\nb")),
    ROW._replace(state=b'{\n  "spread": "out"\r\n}'),
    ROW._replace(state='{"text": "Ünïcode \u2028 \U0001f600"}'.encode()),
    ROW._replace(topic=b'with "quotes" and \\ and \ttabs'),
    ROW._replace(topic="ünïcode".encode()),
    ROW._replace(recorded_at=-62_135_596_800_000_000),
    ROW._replace(recorded_at=253_402_300_799_999_999),
    ROW._replace(position=(1 << 63) - 1, version=(1 << 31) - 1),
]


@pytest.mark.parametrize("row", [ROW, *UNUSUAL])
@pytest.mark.parametrize("proof", [None, (), (bytes(32), bytes(range(32)))])
def test_a_row_comes_back_as_it_is_stored(row: Row, proof: tuple[bytes, ...] | None) -> None:
    line = LINES.write(row, proof)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert LINES.read(line[:-1], "") == Event(row, proof)


@pytest.mark.parametrize("row", [ROW, *UNUSUAL])
def test_others_read_it_as_a_cloud_event(row: Row) -> None:
    event = JSONFormat().read(CloudEvent, LINES.write(row, (bytes(32),)))
    attributes = event.get_attributes()
    assert (attributes["specversion"], attributes["source"]) == ("1.0", ORIGIN)
    assert (attributes["id"], attributes["streamversion"]) == (str(row.position), str(row.version))
    assert attributes["type"] == row.topic.decode()
    assert all(name.isascii() and name.isalnum() and name == name.lower() for name in attributes)
    data = event.get_data()
    assert (json.loads(data) if isinstance(data, str | bytes) else data) == json.loads(row.state)


def test_a_row_that_no_line_can_have_is_named() -> None:
    with pytest.raises(NotWritable, match="Position 17: when it was recorded is no time"):
        LINES.write(ROW._replace(recorded_at=(1 << 63) - 1))
    with pytest.raises(NotWritable, match="Position 17: its line would have"):
        LINES.write(ROW._replace(state=b'"%b"' % (b"x" * (16 << 20))))


def test_whatever_is_changed_in_a_line_is_another_row_or_none() -> None:
    """So nothing in a file can differ from what was exported without the row's leaf being another."""
    choice = random.Random(7)
    for row, proof in ((ROW, None), (UNUSUAL[1], (bytes(32),)), (UNUSUAL[3], ())):
        line = LINES.write(row, proof)[:-1]
        for at in range(len(line)):
            changed = bytearray(line)
            changed[at] ^= 1 << choice.randrange(8)
            try:
                event = LINES.read(bytes(changed), "")
            except Damaged:
                continue
            assert event != Event(row, proof)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"17"', b'"017"'),
        (b'"17"', b"17"),
        (b'"17"', b'"-17"'),
        (ORIGIN.encode(), b"other.example.org/log"),
        (b"Call.Ended", b"Call\\u002eEnded"),
        (b"T", b" "),
        (b'"data"', b' "data"'),
        (b'"3"', b'"3000000000"'),
        (b'"time":"2025-11', b'"time":"2025-13'),
    ],
)
def test_a_line_that_no_export_would_write_isnt_read(old: bytes, new: bytes) -> None:
    line = LINES.write(ROW)[:-1]
    assert old in line
    with pytest.raises(Damaged, match=r"^Line 5: the line isn't an event of this log"):
        LINES.read(line.replace(old, new, 1), "Line 5")
