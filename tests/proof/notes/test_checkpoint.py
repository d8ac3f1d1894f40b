import pytest

from proof.notes.checkpoint import Checkpoint
from proof.notes.malformed import Malformed
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import SignedNote
from proof.notes.tlog_proof import TlogProof

TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
PROOF = b"""c2sp.org/tlog-proof@v1
extra YWdl
index 73894
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

"""


def note() -> bytes:
    return bytes(SignedNote(TEXT, (NoteSigner.new("example.com/behind-the-sofa").sign(TEXT),)))


def test_the_specifications_checkpoint_is_read_and_written() -> None:
    read = Checkpoint.parse(TEXT)
    assert (read.origin, read.size, read.root.hex()[:8]) == ("example.com/behind-the-sofa", 20_852_163, "0ac5186a")
    assert str(read) == TEXT


def test_the_empty_log_has_a_size_of_0_and_lines_that_follow_are_kept() -> None:
    text = TEXT.replace("20852163", "0") + "some extension\n"
    assert Checkpoint.parse(text).extensions == ("some extension",)
    assert str(Checkpoint.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT.removesuffix("\n"),
        TEXT.replace("example.com/behind-the-sofa\n", "\n"),
        TEXT.replace("example.com/behind-the-sofa\n", ""),
        TEXT.replace("20852163", "020852163"),
        TEXT.replace("20852163", "-1"),
        TEXT.replace("20852163", "+1"),
        TEXT.replace("20852163", "1e3"),
        TEXT.replace("20852163", "٣"),
        TEXT.replace("20852163", str(1 << 63)),
        TEXT.replace("q2I=", "q2I"),
        TEXT.replace("CsUY", ""),
        TEXT + "\n",
        TEXT + "\nextension\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        Checkpoint.parse(text)


def test_a_proof_is_read_and_written() -> None:
    raw = PROOF + note()
    read = TlogProof.parse(raw)
    assert (read.index, len(read.path), read.extra) == (73_894, 1, b"age")
    assert bytes(read) == raw
    assert bytes(TlogProof.parse(raw.replace(b"extra YWdl\n", b""))) == raw.replace(b"extra YWdl\n", b"")


def test_a_log_of_one_entry_needs_no_hashes() -> None:
    raw = b"c2sp.org/tlog-proof@v1\nindex 0\n\n" + note()
    assert TlogProof.parse(raw).path == ()
    assert bytes(TlogProof.parse(raw)) == raw


@pytest.mark.parametrize(
    ("part", "other"),
    [
        (b"@v1", b"@v2"),
        (b"YWdl", b"YWd"),
        (b"index 73894\n", b""),
        (b"73894", b"-1"),
        (b"73894", b"073894"),
        (b"q2I=", b"q2I"),
        (b"CsUYapGG", b"CsUY"),
        (b"index", b"indices"),
        (b"extra", b"extras"),
        (b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n" * 64),
        (b"=\n\n", b"=\n"),
    ],
)
def test_what_is_no_proof_is_refused(part: bytes, other: bytes) -> None:
    with pytest.raises(Malformed):
        TlogProof.parse(PROOF.replace(part, other) + note())


def test_a_proof_of_something_else_than_a_checkpoint_is_refused() -> None:
    signer = NoteSigner.new("example.com")
    with pytest.raises(Malformed):
        TlogProof.parse(PROOF + bytes(SignedNote("some text\n", (signer.sign("some text\n"),))))
