"""A file is what the log had, or is refused in a sentence that says where it isn't."""

import random
import re
from collections.abc import Sequence
from io import BytesIO

import msgspec
import pytest

from carry.checking.check import Checked, Outside, check
from carry.file.blocks import Kind, skippable
from carry.file.manifest import Manifest, Of
from carry.file.problems import Damaged, NotUsable
from carry.file.reader import Reader
from carry.file.vault_entries import Destroyed, Key
from proof.leaf import Row
from proof.notes.checkpoint import Checkpoint
from proof.notes.note_signer import NoteSigner
from tests.carry import made

SIZE = 1_200
ROWS = made.LOG[:SIZE]
STREAM = ROWS[10:15]  # versions 1 to 5
MANIFEST = made.manifest(ROWS)
OUTSIDE = Outside((made.SIGNER.key,))


def checked(content: bytes, outside: Outside | None = None) -> Checked:
    return check(BytesIO(content), outside)


def kept(events: Sequence[Row]) -> Outside:
    """A checkpoint of these, and the key that signed it."""
    return OUTSIDE._replace(checkpoint=Checkpoint.parse(made.checkpoint(events).text))


def part(events: Sequence[Row], of: Of = Of.CALL) -> bytes:
    """Of the log, with the proofs of the events that it has at these positions."""
    return made.written(events, msgspec.structs.replace(MANIFEST, of=of, id=made.CALL))


def under(manifest: Manifest, content: bytes) -> bytes:
    """What follows the manifest of a file, under another one."""
    file = BytesIO(content)
    Reader(file)
    return skippable(Kind.MANIFEST, manifest.written()) + content[file.tell() :]


def changed(position: int) -> list[Row]:
    """The log with another state there."""
    return [row._replace(state=b'{"nr": 0}') if row.position == position else row for row in ROWS]


def test_a_whole_log_is_intact_by_its_own_key_and_by_one_from_outside() -> None:
    content = made.written(ROWS, entries=[Destroyed(made.CALL), Key(made.CALL, b""), Key(made.CALL, b"")])
    for outside in (None, OUTSIDE, kept(ROWS), kept(ROWS[:1_050]), kept(ROWS[:1_000]), kept(ROWS[:1]), kept([])):
        found = checked(content, outside)
        assert (found.events, found.streams, found.keys, found.destroyed) == (SIZE, 0, 2, 1)
        assert found.signed == Checkpoint.parse(made.checkpoint(ROWS).text)
    assert checked(made.written([])).events == 0


def test_a_row_that_was_changed_anywhere_is_found_also_by_whoever_packs_it_again() -> None:
    choice = random.Random()
    for position in (1, 256, 257, choice.randint(1, 1_024)):
        first = (position - 1) // 256 * 256 + 1
        where = f"Lines {first:,} to {first + 255:,}, positions {first:,} to {first + 255:,}: something there isn't"
        with pytest.raises(Damaged, match=f"^{re.escape(where)}"):
            checked(made.written(changed(position), MANIFEST))
    for position in (1_025, SIZE):  # in the last tile, which isn't full
        with pytest.raises(Damaged, match=r"^Lines 1 to 1,200, positions 1 to 1,200: something there isn't"):
            checked(made.written(changed(position), MANIFEST))


def test_a_log_that_was_rewritten_and_signed_again_isnt_the_one_that_somebody_kept() -> None:
    rewritten = changed(300)
    content = made.written(rewritten)
    assert checked(content, OUTSIDE).events == SIZE
    with pytest.raises(Damaged, match=r"^Lines 1 to 1,100, .*the root of the first 1,100 events is another\.$"):
        checked(content, kept(ROWS[:1_100]))
    with pytest.raises(Damaged, match=r"^Lines 257 to 512, "):
        checked(content, kept(ROWS))
    assert checked(content, kept(ROWS[:299])).events == SIZE


def test_what_is_announced_of_tiles_has_to_be_there() -> None:
    with pytest.raises(Damaged, match=r"^After line 0, position 0: 2 roots of tiles are to be there\.$"):
        checked(under(MANIFEST, part(ROWS[:600])))


def test_part_of_a_log_is_proven_event_by_event() -> None:
    for of in (Of.CALL, Of.ROOM, Of.PERSON):
        found = checked(part([*STREAM, *ROWS[600:603]], of), OUTSIDE)
        assert (found.events, found.streams, found.manifest.of) == (8, 2, of)
    assert checked(part(STREAM), kept(ROWS)).events == 5


def test_an_event_that_isnt_the_one_in_the_log_is_named() -> None:
    last = STREAM[-1]
    for other in (
        last._replace(state=b"{}"),
        last._replace(topic=b"ringlog.Call.Started"),
        last._replace(recorded_at=7),
        last._replace(originator=bytes(16)),
        last._replace(version=6),
    ):
        with pytest.raises(Damaged, match=r"^Line 5, position 15: this event isn't the one that was signed\.$"):
            checked(part([*STREAM[:-1], other]))


def test_an_event_without_a_proof_is_named() -> None:
    of_call = msgspec.structs.replace(MANIFEST, of=Of.CALL, id=made.CALL)
    with pytest.raises(Damaged, match=r"^Line 1, position 1: nothing proves that the log has this event\.$"):
        checked(under(of_call, made.written(ROWS, MANIFEST)))


def test_a_stream_with_a_gap_is_named_unless_only_what_names_a_person_was_asked_for() -> None:
    for events, line, position, version, before in (
        ([*STREAM[:2], *STREAM[3:]], 3, 14, 4, 2),
        (STREAM[1:], 1, 12, 2, 0),
    ):
        said = (
            rf"^Line {line}, position {position}: version {version} of stream .* doesn't follow on version {before}\.$"
        )
        with pytest.raises(Damaged, match=said):
            checked(part(events))
        assert checked(part(events, Of.PERSON)).events == len(events)


def test_another_key_and_another_log_are_refused() -> None:
    content = made.written(ROWS[:9])
    other = NoteSigner.new("other.example.org/log")
    with pytest.raises(NotUsable, match=r"^The checkpoint in the file isn't by that key\. It was signed by example"):
        checked(content, Outside((NoteSigner.new(made.ORIGIN).key,)))
    with pytest.raises(
        NotUsable, match=r"^This is an export of the log example.org/log, and the checkpoint one of other"
    ):
        checked(content, OUTSIDE._replace(checkpoint=Checkpoint.parse(made.checkpoint(ROWS, other).text)))
    with pytest.raises(
        NotUsable, match=r"^The checkpoint is of 1,200 events, and the export ends at position 9, before"
    ):
        checked(content, kept(ROWS))
    with pytest.raises(NotUsable, match=r"proven by a checkpoint of 1,200 events, and the one kept is of 9\. Have it"):
        checked(part(STREAM), kept(ROWS[:9]))
    with pytest.raises(
        Damaged, match=r"^Position 1,200: the checkpoint in the file has another root than the one kept"
    ):
        checked(part(STREAM), kept(changed(7)))


def test_a_checkpoint_that_the_keys_in_the_file_didnt_sign_is_refused() -> None:
    def with_(**fields: object) -> bytes:
        manifest: Manifest = msgspec.structs.replace(made.manifest(ROWS[:9]), **fields)
        return made.written(ROWS[:9], manifest)

    other = NoteSigner.new(made.ORIGIN)
    with pytest.raises(Damaged, match=r"^The checkpoint in the manifest, of position 9: It was signed by example"):
        checked(with_(signers=(str(other.key),)))
    forged = bytes(made.checkpoint(ROWS[:9], other)).decode()
    with pytest.raises(NotUsable, match="isn't by that key"):
        checked(with_(checkpoint=forged, signers=(str(other.key),)), OUTSIDE)
    assert checked(with_(checkpoint=forged, signers=(str(other.key),))).events == 9
    with pytest.raises(NotUsable, match="A key of the manifest can't be read"):
        checked(with_(signers=("nothing",)))
