import shlex
import sys
from pathlib import Path

import pytest

from proof.checkpoints.problem import CannotPublish
from proof.checkpoints.signers import CommandSigner
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import SignedNote

TEXT = "example.org/log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
KEY = NoteSigner.new("example.org/log")

SIGNING = """
import os, sys
sys.path[:0] = {path!r}
from proof.notes.note_signer import NoteSigner
assert not [name for name in os.environ if name.startswith("RINGLOG_")]
sys.stdout.buffer.write(str(NoteSigner.parse({key!r}).sign(sys.stdin.buffer.read().decode())).encode())
"""


def program(folder: Path, code: str) -> CommandSigner:
    """Of which a file has the Python code; its path has a space."""
    file = folder / "a signer.py"
    file.write_text(code)
    return CommandSigner(shlex.join([sys.executable, str(file)]))


def test_a_program_signs_what_it_reads_and_learns_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGLOG_JWT_KEY", "secret")
    signer = program(tmp_path, SIGNING.format(path=sys.path, key=KEY.written()))
    note = SignedNote(TEXT, tuple(signer.sign(TEXT, [KEY.key])))
    assert list(note.require_any([KEY.key])) == [KEY.key]


def test_what_a_key_that_isnt_the_logs_signs_is_no_signature(tmp_path: Path) -> None:
    signer = program(tmp_path, SIGNING.format(path=sys.path, key=NoteSigner.new("example.org/log").written()))
    with pytest.raises(CannotPublish, match="signs with no key of this log"):
        signer.sign(TEXT, [KEY.key])


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("print('hello')", "is no signature"),
        ("print('— example.org/log !!!')", "isn't in Base64"),
        ("import sys; sys.exit('the token is locked')", "it ended with 1. the token is locked"),
        ("", "signs with no key of this log"),
    ],
)
def test_a_program_that_doesnt_sign_is_told_in_a_sentence(tmp_path: Path, code: str, problem: str) -> None:
    with pytest.raises(CannotPublish) as refused:
        program(tmp_path, code).sign(TEXT, [KEY.key])
    assert problem in str(refused.value)


@pytest.mark.parametrize("command", ["/nowhere/at/all", "'unclosed"])
def test_a_program_that_isnt_there_is_told_in_a_sentence(command: str) -> None:
    with pytest.raises(CannotPublish, match="doesn't sign"):
        CommandSigner(command).sign(TEXT, [KEY.key])


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proof.checkpoints.signers.SIGNS_WITHIN", 0.1)
    with pytest.raises(CannotPublish, match="timed out"):
        program(tmp_path, "import time; time.sleep(60)").sign(TEXT, [KEY.key])


def test_a_new_log_needs_the_programs_public_key_first() -> None:
    with pytest.raises(CannotPublish, match="`ringlog audit key add` with the public key of `sign-it`"):
        CommandSigner("sign-it").first_key("example.org/log")
