"""`ringlog export` and `ringlog audit verify FILE`: what they say, and how they end."""

import json
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import Connection
from typer.testing import CliRunner, Result

from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from event_log.application import Ringlog
from proof.notes.checkpoint import Checkpoint
from proof.notes.note_signer import NoteSigner
from ringlog.cli import app
from tests.people import ADA, CAUSE, CHANNEL
from tests.proof.notes.witnessing import cosign, witness_key
from tests.signed_log import ORIGIN, begin, keep, sign
from tests.turned_clock import TurnedClock


class Signed:
    """A log with a call of Ada's in the channel."""

    def __init__(self, database_url: str, connection: Connection[Any], folder: Path, call_id: UUID) -> None:
        self.connection = connection
        self.call_id = call_id
        self.folder = folder
        self.signer = NoteSigner.new(ORIGIN)
        self.size = 0  # of what was signed last
        self.database_url = database_url
        (folder / "log.pub").write_text(str(self.signer.key))

    def sign(self) -> None:
        """All that is recorded by now, which is more than was signed before."""
        note = sign(self.database_url, self.connection, self.signer)
        (self.folder / "kept.txt").write_bytes(bytes(note))
        self.size = Checkpoint.parse(note.text).size

    def seen(self) -> list[dict[str, str]]:
        """What is on record as exported."""
        made = self.connection.execute(
            "SELECT state FROM log.events WHERE topic = 'ringlog.Inspection.Made' ORDER BY position"
        ).fetchall()
        return [each for (state,) in made for each in state["seen"]]


@pytest.fixture
def signed(
    log: Ringlog,
    calls: CallUseCases,
    clock: TurnedClock,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Signed]:
    monkeypatch.setenv("RINGLOG_DATABASE_URL", database_url)
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    monkeypatch.setenv("RINGLOG_DATA_FOLDER", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    call_id = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    with psycopg.connect(database_url, autocommit=True) as opened:
        found = Signed(database_url, opened, tmp_path, call_id)
        begin(log, clock, found.signer)
        found.sign()
        yield found


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def done(*arguments: object) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(code: int, *arguments: object) -> str:
    result = run(*arguments)
    assert (result.exit_code, result.exception.__class__) == (code, SystemExit), result.output
    return result.stderr


def test_a_log_is_exported_and_verified_anywhere(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    size = signed.size
    said = done("export", "log", "-o", "all.ringlog").splitlines()
    assert said == [
        f"all.ringlog has the log: {size} events, up to position {size} of {ORIGIN}.",
        "What was recorded since its checkpoint isn't in it: 1 event.",
        "`ringlog audit verify all.ringlog` verifies it anywhere.",
    ]
    assert [each["subject"] for each in signed.seen()] == ["export"]
    for name in ("DATABASE_URL", "JWT_KEY", "DATA_FOLDER"):
        monkeypatch.setenv(f"RINGLOG_{name}", "unusable")
    intact, whole, trusted = done("audit", "verify", "all.ringlog").splitlines()
    assert intact.startswith(f"The export is intact: {size} events of the log {ORIGIN}, verified in ")
    assert whole.startswith(f"It is the whole log up to position {size}, with the root ")
    assert trusted.startswith("Trusted is what the file itself says of the log's key")
    by_key = done("audit", "verify", "all.ringlog", "--key", "log.pub").splitlines()
    assert by_key[-1] == f"The checkpoint in the file, of {size} events, is signed by a key in log.pub."
    kept = done("audit", "verify", "all.ringlog", "--key", signed.signer.key, "--checkpoint", "kept.txt", "--json")
    told = json.loads(kept)
    assert (told["intact"], told["of"], told["events"], told["faults"]) == (True, "log", size, [])
    assert told["trusted"].endswith("is signed by that key, and so is kept.txt, which the log continues.")


def test_what_isnt_intact_is_said_and_the_end_tells_programs(signed: Signed) -> None:
    done("export", "log", "-o", "all.ringlog")
    content = bytearray(Path("all.ringlog").read_bytes())
    content[-700] ^= 1
    Path("changed").write_bytes(content)
    result = run("audit", "verify", "changed")
    assert result.exit_code == 3
    first, second = result.stdout.splitlines()
    assert first == "The export is NOT what the log had. Nothing in it is to be relied on."
    assert "position" in second
    result = run("audit", "verify", "changed", "--json")
    assert (result.exit_code, json.loads(result.stdout)["intact"]) == (3, False)
    Path("cut").write_bytes(content[:-300])
    assert run("audit", "verify", "cut").exit_code == 3


def test_what_cant_be_used_is_said_in_a_sentence(signed: Signed) -> None:
    done("export", "log", "-o", "all.ringlog")
    Path("other.pub").write_text(str(NoteSigner.new(ORIGIN).key))
    for arguments, words in (
        (("all.ringlog", "--key", "other.pub"), "The checkpoint in the file isn't by that key."),
        (("all.ringlog", "--checkpoint", "kept.txt"), "give --key, too"),
        (("all.ringlog", "--key", "log.pub", "--checkpoint", "log.pub"), "What was given can't be compared with"),
        (("all.ringlog", "--views"), "an export has none"),
        (("kept.txt",), "This is no export of a log"),
    ):
        assert words in refused(2, "audit", "verify", *arguments)
    assert refused(1, "audit", "verify", "none") == "none can't be read: No such file or directory.\n"


def test_witnesses_are_told(signed: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    witness = NoteSigner.new("witness.example/w1")
    signed.connection.execute("DELETE FROM proof.checkpoints")
    note = sign(signed.database_url, signed.connection, signed.signer)
    cosigned = note.signed_also([cosign(witness, note.text, 1_767_268_800)])
    signed.connection.execute("DELETE FROM proof.checkpoints")
    keep(signed.connection, cosigned)
    done("export", "log", "-o", "all.ringlog")
    Path("policy").write_text(f"witness A {witness_key(witness)}\ngroup g all A\nquorum g\n")
    monkeypatch.setenv("RINGLOG_LOG_POLICY_FILE", "policy")
    said = done("audit", "verify", "all.ringlog", "--key", "log.pub").splitlines()[-1]
    assert said == "It was cosigned by witness.example/w1 at 2026-01-01 12:00:00 UTC, which suffices."
    assert "Nothing of this log was witnessed yet" in refused(2, "export", "log", "-o", "w", "--witnessed")


def test_a_part_of_the_log_is_exported_as_of_a_checkpoint_that_somebody_kept(signed: Signed) -> None:
    said = done("export", "call", signed.call_id, "-o", "call.ringlog", "--checkpoint", "kept.txt")
    assert f"call.ringlog has the call {signed.call_id}: " in said
    signed.sign()
    done("export", "room", "general", "-o", "room.ringlog", "--readable", "room.json")
    done("export", "person", "ada", "-o", "ada.ringlog")
    before = Path("kept.txt").read_bytes()
    outside = ("--key", "log.pub", "--checkpoint", "kept.txt")
    assert [each["subject"] for each in signed.seen()] == ["export"] * 3
    assert [each["id"] for each in signed.seen()] == [str(signed.call_id), str(CHANNEL), str(ADA)]
    for file, words in (
        ("call.ringlog", f"It has the call {signed.call_id}, in "),
        ("room.ringlog", "no gap from its first event on"),
        ("ada.ringlog", "not that no other event there names this person"),
    ):
        assert words in done("audit", "verify", file, "--key", "log.pub")
    assert "before it: the one can't be compared" in refused(2, "audit", "verify", "call.ringlog", *outside)
    signed.sign()
    done("export", "call", signed.call_id, "-o", "later.ringlog")
    Path("kept.txt").write_bytes(before)
    assert done("audit", "verify", "room.ringlog", *outside)
    assert "Have it exported as of that one" in refused(2, "audit", "verify", "later.ringlog", *outside)
    for readable in ("room.json", "ada.json"):
        assert json.loads(Path(readable).read_text())["facts"]
        assert Path(readable).stat().st_mode & 0o777 == 0o600


def test_what_cant_be_exported_is_said_in_a_sentence(signed: Signed) -> None:
    Path("there").write_text("something")
    Path("open.key").write_text("AAAA")
    other = sign(signed.database_url, signed.connection, NoteSigner.new("other.example.org/log"))
    Path("other.txt").write_bytes(bytes(other))
    for arguments, words in (
        (("call", uuid4(), "-o", "new"), "There is no call "),
        (("call", "general", "-o", "new"), "should be a valid UUID"),
        (("room", "nowhere", "-o", "new"), "There is no room 'nowhere' in this log."),
        (("person", CHANNEL, "-o", "new"), "There is no person "),
        (("person", "ada", "-o", "new.json"), "is to be the export itself"),
        (("person", "ada", "-o", "new", "--readable", "there"), "there is there already"),
        (("log", "-o", "there"), "there is there already"),
        (("log", "-o", "new", "--with-keys", "open.key"), "may be read by others"),
        (("log", "-o", "new", "--checkpoint", "other.txt"), "That is no checkpoint of this log."),
        (("log", "-o", "new", "--checkpoint", "there"), "This is no signed note"),
    ):
        assert words in refused(2, "export", *arguments), arguments
    assert "can't be used: No such file" in refused(1, "export", "log", "-o", "nowhere/new")
    assert {each.name for each in signed.folder.iterdir()} == {"there", "open.key", "other.txt", "kept.txt", "log.pub"}
    assert Path("there").read_text() == "something"


def test_a_full_disk_leaves_a_part_that_the_same_command_goes_on_with(signed: Signed) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        said = refused(1, "export", "log", "-o", "all.ringlog")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert said.startswith("There is no room for more on the disk. What is written so far is in all.ringlog.part: ")
    signed.sign()
    done("export", "log", "-o", "all.ringlog")
    assert not Path("all.ringlog.part").exists()
    assert "is intact" in done("audit", "verify", "all.ringlog")


def test_a_transfer_key_is_made_and_used_again(signed: Signed) -> None:
    assert "keep them apart" in done("export", "log", "-o", "all.ringlog", "--with-keys", "transfer.key")
    assert Path("transfer.key").stat().st_mode & 0o777 == 0o600
    key = Path("transfer.key").read_text()
    done("export", "log", "-o", "again.ringlog", "--with-keys", "transfer.key")
    assert Path("transfer.key").read_text() == key
    assert ", to open what is sealed" in done("audit", "verify", "all.ringlog")


def test_pseudonyms_come_with_a_tree_of_their_own(signed: Signed) -> None:
    key = signed.folder / "log.key"
    key.touch(0o600)
    key.write_text(signed.signer.written())
    asked = ("export", "log", "-o", "study.ringlog", "--pseudonyms", "study.key")
    assert "give one of" in refused(2, *asked, "--with-keys", "transfer.key")
    assert "Whoever has study.key can tell whose the pseudonyms are" in done(*asked)
    derived = done("audit", "verify", "study.ringlog", "--key", "log.pub").splitlines()[1]
    assert derived.startswith(
        f"It is DERIVED from the log {ORIGIN}: other ids, and no personal texts. It isn't that log"
    )
    outside = ("--key", "log.pub", "--checkpoint", "kept.txt")
    assert f"the checkpoint one of {ORIGIN}" in refused(2, "audit", "verify", "study.ringlog", *outside)


def test_a_log_of_which_nothing_was_signed_isnt_exported(
    log: Ringlog, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGLOG_DATABASE_URL", database_url)
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    assert refused(2, "export", "log", "-o", tmp_path / "all").startswith("Nothing of this log was signed yet")
