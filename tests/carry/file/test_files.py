"""What is written is read again; what is anything else is refused in a sentence that says where."""

import random
import shutil
import subprocess
from io import BytesIO
from uuid import UUID

import msgspec
import pytest
import zstandard

from carry.file.blocks import LONGEST_TEXT, Kind, packed, skippable
from carry.file.manifest import Announced, Keys, Of
from carry.file.problems import Damaged, NotUsable
from carry.file.reader import Reader
from carry.file.vault_entries import Destroyed, Entry, Identity, Key
from tests.carry import made

ROWS = made.LOG
CONTENT = made.written(ROWS)

ENTRIES: list[Entry] = [Destroyed(UUID(int=1)), Key(UUID(int=2), b"wrapped"), Identity(bytes(32), UUID(int=3))]


def test_a_log_comes_back_event_by_event() -> None:
    events, entries = made.read(CONTENT)
    assert [event.row for event in events] == ROWS
    assert entries == []


def test_what_travels_of_the_vault_comes_after_the_events() -> None:
    manifest = msgspec.structs.replace(made.manifest(ROWS[:9]), keys=Keys.ALL, transfer=b"proof")
    events, entries = made.read(made.written(ROWS[:9], manifest, ENTRIES * 5_000))
    assert (len(events), entries) == (9, ENTRIES * 5_000)


def test_an_empty_log_and_one_of_which_nothing_is_asked_have_files_too() -> None:
    assert made.read(made.written([])) == ([], [])
    assert made.read(made.written([], made.manifest(ROWS[:9], Of.CALL, made.CALL))) == ([], [])


def test_some_events_of_a_log_come_with_their_positions() -> None:
    events, _ = made.read(made.written(ROWS[3:9:2], made.manifest(ROWS[:9], Of.CALL, made.CALL)))
    assert [event.row for event in events] == ROWS[3:9:2]


@pytest.mark.skipif(shutil.which("zstd") is None, reason="Debian's zstd is not installed")
def test_zstd_unpacks_it_to_the_events_alone() -> None:
    lines = subprocess.run(["zstd", "-dc"], input=CONTENT, capture_output=True, check=True).stdout
    assert lines.count(b"\n") == len(ROWS)


def test_a_frame_ends_by_its_bytes_too() -> None:
    long = [row._replace(state=b'"%b"' % (b"x" * (1 << 20))) for row in ROWS[:20]]
    content = made.written(long)
    assert len(list(made.blocks(content))) == 4
    assert [event.row for event in made.read(content)[0]] == long


# What is refused


def test_a_file_that_is_cut_off_anywhere_isnt_whole() -> None:
    choice = random.Random(1)
    small = made.written(ROWS[:5])
    for content, ends in ((small, range(len(small))), (CONTENT, choice.sample(range(len(CONTENT)), 20))):
        for end in ends:
            with pytest.raises((Damaged, NotUsable), match=r"was cut off|no export of a log"):
                made.read(content[:end])


def test_a_file_in_which_any_byte_is_another_is_refused() -> None:
    choice = random.Random(2)
    content = made.written(ROWS[:5])
    for at in (*range(len(content)), *(choice.randrange(len(CONTENT)) for _ in range(20))):
        changed = bytearray(content if at < len(content) else CONTENT)
        changed[at] ^= 1 << choice.randrange(8)
        with pytest.raises((Damaged, NotUsable)):
            made.read(bytes(changed))


def test_where_it_was_cut_or_changed_is_said() -> None:
    first, second, _third = list(made.blocks(CONTENT))[:3]
    with pytest.raises(Damaged, match=r"^After line 1,000, position 1,000: the file was cut off\.$"):
        made.read(first + second[:-1])
    changed = first[:-9] + bytes(1) + first[-8:] + second
    with pytest.raises(Damaged, match=r"^Lines 1 to 1,000, positions 1 to 1,000: what stands there was changed\.$"):
        made.read(changed)


def test_frames_that_were_swapped_left_out_or_repeated_are_refused() -> None:
    first, second, third, end = made.blocks(CONTENT)
    for frames in ((first, third, second, end), (first, third, end), (first, second, second, third, end)):
        with pytest.raises(Damaged, match=r"^After line [12],000, position [12],000: the frame that follows is number"):
            made.read(b"".join(frames))
    with pytest.raises(Damaged, match=r"^After line 2,000, position 2,000: the file isn't the one that was sealed"):
        made.read(first + second + end)
    with pytest.raises(Damaged, match=r"^After line 2,500, position 2,500: the file goes on after its end\.$"):
        made.read(CONTENT + b"x")


def test_lines_that_were_swapped_or_left_out_are_named() -> None:
    swapped = [*ROWS[:6], ROWS[7], ROWS[6], *ROWS[8:20]]
    with pytest.raises(Damaged, match=r"^Line 7: position 8 stands there where 7 was to be, after 6\.$"):
        made.read(made.written(swapped, made.manifest(ROWS[:20])))
    with pytest.raises(Damaged, match=r"^Line 7: position 8 stands there where 7 was to be, after 6\.$"):
        made.read(made.written([*ROWS[:6], *ROWS[7:20]], made.manifest(ROWS[:20])))
    with pytest.raises(Damaged, match=r"^Line 8: position 7 stands there, after 8\.$"):
        made.read(made.written(swapped, made.manifest(ROWS[:20], Of.CALL, made.CALL)))
    with pytest.raises(Damaged, match=r"^After line 15, position 15: the events after it, up to 20, are missing\.$"):
        made.read(made.written(ROWS[:15], made.manifest(ROWS[:20])))


def test_a_newer_version_and_what_isnt_an_export_are_refused() -> None:
    raw = msgspec.json.decode(made.manifest(ROWS[:9]).written())
    for change, words in (
        ({"version": 2}, "of version 2 of the format, and this program knows those up to 1"),
        ({"format": "other"}, "no export of a log, but of the format 'other'"),
        ({"new": 1}, "The manifest can't be read"),
        ({"last": 8}, "The manifest is of 8 events of example.org/log, and its checkpoint of 9"),
        ({"origin": "other.example.org"}, "The manifest is of 9 events of other.example.org, and its checkpoint of 9"),
        ({"checkpoint": "none"}, "The checkpoint of the manifest can't be read"),
        ({"of": "call"}, "it doesn't say what this is an export of"),
        ({"keys": "all"}, "it doesn't say whether there are keys"),
    ):
        with pytest.raises(NotUsable, match=words):
            Reader(BytesIO(skippable(Kind.MANIFEST, msgspec.json.encode(raw | change))))
    for content in (b"", b"{}", b"PK\x03\x04" * 10, packed(b"{}\n"), skippable(Kind.SEAL, b"{}"), bytes(100)):
        with pytest.raises(NotUsable, match="This is no export of a log"):
            Reader(BytesIO(content))


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    bomb = packed(bytes(LONGEST_TEXT + 1))
    begin = skippable(Kind.MANIFEST, made.manifest(ROWS[:9]).written())
    unsized = zstandard.ZstdCompressor(write_content_size=False).compress(b"x" * 100)
    for frame, text in ((bomb, LONGEST_TEXT + 1), (bomb, 100), (unsized, 100), (packed(b"x" * 101), 100)):
        digest = made.sha256(frame)
        announced = Announced(frame=1, events=9, first=1, last=9, text=text, packed=len(frame), sha256=digest)
        with pytest.raises(Damaged, match=r"^Lines 1 to 9, positions 1 to 9: it would come to "):
            made.read(begin + skippable(Kind.ANNOUNCED, announced.written()) + frame)
    with pytest.raises(Damaged, match=r"^After line 0, position 0: it would come to 33,554,433 bytes"):
        made.read(begin + skippable(Kind.VAULT, bomb))
    with pytest.raises(Damaged, match="a block of 4,294,967,295 bytes is longer than any"):
        made.read(begin + skippable(Kind.VAULT, b"")[:4] + b"\xff" * 4)
    line = b"x" * (17 << 20) + b"\n"
    frame = packed(line)
    announced = Announced(
        frame=1, events=1, first=1, last=1, text=len(line), packed=len(frame), sha256=made.sha256(frame)
    )
    with pytest.raises(Damaged, match=r"^Line 1, after position 0: the line is longer than any"):
        made.read(begin + skippable(Kind.ANNOUNCED, announced.written()) + frame)
