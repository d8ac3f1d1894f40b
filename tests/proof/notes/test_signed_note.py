from base64 import b64encode

import pytest

from proof.notes.malformed import Malformed
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import SignedNote, WrongSignature
from proof.notes.verifier_key import VerifierKey

# From Go's golang.org/x/mod/sumdb/note, ExampleSign and ExampleOpen.
PETER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETERS_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{SIGNATURE}".encode()

# From filippo.io/torchwood, TestRace of litewitness: what a log of Sigsum signed.
SIGSUM = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
SIGSUM_KEY = "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"
SIGSUM_NOTE = f"""{SIGSUM}
5
QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=

— {SIGSUM} UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7sDww=
"""

SALVATORE = "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc="
SPECIFICATION = f"""Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore {SALVATORE}
"""


def test_gos_private_key_signs_as_go_does() -> None:
    signer = NoteSigner.parse(PETER)
    assert signer.written() == PETER
    assert str(signer.key) == PETERS_KEY
    assert bytes(SignedNote(TEXT, (signer.sign(TEXT),))) == NOTE


def test_gos_note_is_verified_with_its_key() -> None:
    key = VerifierKey.parse(PETERS_KEY)
    assert list(SignedNote.parse(NOTE).require_any([key])) == [key]


def test_a_note_of_a_log_of_sigsum_is_verified() -> None:
    key = VerifierKey.parse(f"{SIGSUM}+5202289b+{b64encode(bytes([1]) + bytes.fromhex(SIGSUM_KEY)).decode()}")
    assert list(SignedNote.parse(SIGSUM_NOTE.encode()).require_any([key])) == [key]


def test_the_text_may_have_empty_lines_and_the_note_is_written_as_it_was() -> None:
    note = SignedNote.parse(SPECIFICATION.encode())
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert [each.name for each in note.signatures] == ["quasimodo.example/salvatore"]
    assert bytes(note) == SPECIFICATION.encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        TEXT.encode(),
        f"{TEXT}\n".encode(),
        NOTE.removesuffix(b"\n"),
        NOTE + b"\n",
        NOTE.replace(b"\n\n", b"\n"),
        NOTE.replace("—".encode(), b"-"),
        NOTE.replace(b"PeterNeumann ", b"Peter+Neumann "),
        NOTE.replace(b"PeterNeumann ", "Peter\N{NO-BREAK SPACE}Neumann ".encode()),
        NOTE.replace(b"PeterNeumann ", b" "),
        NOTE.replace(b"nAM=", b"nAM"),
        NOTE.replace(b"nAM=", b"nAN="),  # the same bytes, written in another way
        NOTE.replace(b"nAM=", b"nAM= "),
        NOTE.replace(b"know", b"kno\x07"),
        NOTE.replace(b"know", b"kno\t"),
        NOTE.replace(b"know", b"kno\xff"),
        NOTE.replace(b"\n", b"\r\n"),
        f"{TEXT}\n— PeterNeumann x08gow==\n".encode(),  # a key's id, and no signature
        TEXT.encode() + b"\n" + SIGNATURE.encode() * 101,
        b"a" * 1_000_001 + NOTE,
    ],
)
def test_what_is_no_note_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed):
        SignedNote.parse(raw)


def test_a_changed_text_has_a_wrong_signature() -> None:
    with pytest.raises(WrongSignature, match=r"The signature of PeterNeumann \(c74f20a3\) is wrong"):
        SignedNote.parse(NOTE.replace(b"know", b"knew")).require_any([VerifierKey.parse(PETERS_KEY)])


def test_another_key_of_the_same_name_signed_nothing() -> None:
    key = NoteSigner.new("PeterNeumann").key
    with pytest.raises(WrongSignature, match="had to be by PeterNeumann"):
        SignedNote.parse(NOTE).require_any([key])


def test_signatures_of_strangers_are_ignored_and_repeated_ones_dropped() -> None:
    stranger, peter = NoteSigner.new("stranger"), NoteSigner.parse(PETER)
    note = SignedNote(TEXT, (stranger.sign("something else\n"), peter.sign(TEXT), peter.sign(TEXT)))
    read = SignedNote.parse(bytes(note))
    assert len(read.signatures) == 2
    assert list(read.require_any([peter.key])) == [peter.key]


def test_of_two_signatures_of_one_key_the_newer_is_kept() -> None:
    peter, other = NoteSigner.parse(PETER), NoteSigner.new("other")
    older = SignedNote(TEXT, (peter.sign("another text\n"), other.sign(TEXT)))
    newer = older.signed_also([peter.sign(TEXT)])
    assert set(newer.require_any([peter.key, other.key])) == {peter.key, other.key}
    assert len(newer.signatures) == 2
