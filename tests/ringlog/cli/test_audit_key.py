"""`ringlog audit key`, `continue` and `checkpoint`, with what the publisher does then."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from domain.kernel.fact import Fact
from domain.kernel.ids import LOG_KEY_ID
from domain.log_keys.log_key import LogKey
from domain.log_keys.use_cases import log_key_of
from proof import store
from proof.checkpoints.key_file import read_keys
from proof.notes.checkpoint import Checkpoint
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import SignedNote
from proof.notes.verifier_key import SignatureType
from ringlog.cli import app
from tests.master_key import FILE
from tests.proof.checkpoints.notary import ORIGIN, Notary

WITNESS = replace(NoteSigner.new(ORIGIN).key, type=SignatureType.COSIGNATURE)


def audit(*words: str) -> Result:
    return CliRunner().invoke(app, ["audit", *words])


@pytest.fixture
def notary(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notary]:
    """Of an installation with ten events that were published, which the commands are about."""
    monkeypatch.setenv("RINGLOG_DATABASE_URL", database_url)
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    monkeypatch.setenv("RINGLOG_VAULT_KEY_FILE", str(FILE))
    monkeypatch.setenv("RINGLOG_DATA_FOLDER", str(tmp_path))
    made = Notary(database_url, tmp_path)
    made.published(10)
    yield made
    made.log.close()


def log_key(notary: Notary) -> LogKey:
    notary.restart()
    found = log_key_of(notary.log)
    assert found is not None
    return found


def facts_of(notary: Notary) -> list[Fact]:
    """Of the log's keys, newest first."""
    notary.restart()
    return list(notary.log.newest_first(LOG_KEY_ID))


def test_a_key_changes_while_both_sign(notary: Notary) -> None:
    (first,) = notary.keys()
    added = audit("key", "add")
    assert (added.exit_code, added.stderr) == (0, "")
    second = read_keys(notary.key_file)[1].key
    assert added.stdout.startswith(f"{second}\n")
    notary.restart()
    assert set(notary.published(1).signed().verified([first, second])) == {first, second}
    assert audit("key", "retire", first.id.hex()).exit_code == 0
    notary.restart()
    assert set(notary.published(1).signed().verified([first, second])) == {second}
    listed = audit("key", "list").stdout.splitlines()
    assert listed == [f"Log      {ORIGIN}", f"Signs    {second}", f"Retired  {first}"]


def test_a_key_that_is_added_is_tied_to_what_was_published(notary: Notary) -> None:
    published = notary.published()
    audit("key", "add")
    added = [fact for fact in facts_of(notary) if isinstance(fact, LogKey.Added)]
    assert [fact.checkpoint for fact in added] == [published.note.decode(), None]
    assert [fact.cause.actor for fact in added] == ["operator", "service:worker"]


def test_after_a_lost_key_a_new_one_signs(notary: Notary) -> None:
    (lost,) = notary.keys()
    notary.key_file.unlink()
    notary.publish(1)
    assert "doesn't exist: restore it" in str(notary.problem())
    assert audit("key", "add").exit_code == 0
    assert audit("key", "retire", "--lost", lost.id.hex()).exit_code == 0
    notary.restart()
    newest = notary.published(1)
    assert list(newest.signed().require_any(notary.keys())) == [read_keys(notary.key_file)[0].key]


def test_the_key_of_a_program_that_signs_is_said(notary: Notary) -> None:
    key = NoteSigner.new(ORIGIN).key
    assert audit("key", "add", str(key)).exit_code == 0
    assert str(key) in log_key(notary).keys
    assert len(read_keys(notary.key_file)) == 1


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("key", "retire", "00000000"), "No key 00000000 signs for this log"),
        (("key", "add", "nonsense"), '"nonsense" is no verifier key'),
        (("key", "add", str(NoteSigner.new("other.example.org").key)), "This key signs for other.example.org"),
        (("key", "add", str(WITNESS)), "The verifier key of calls.example.org/log is a witness's, which cosigns"),
        (("continue", "calls.example.org/log", "--key", str(WITNESS)), "is a witness's, which cosigns"),
        (("continue", ORIGIN), f"This log was {ORIGIN} already"),
        (("continue", "two words"), "can't be the name of a key"),
        (("continue", "new", "--key", str(NoteSigner.new("other").key)), "The key is of other, and not of new."),
    ],
)
def test_what_cant_be_done_is_refused_in_a_sentence(notary: Notary, words: tuple[str, ...], problem: str) -> None:
    before = log_key(notary).version
    done = audit(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert problem in done.stderr
    assert log_key(notary).version == before


def test_the_only_key_isnt_retired(notary: Notary) -> None:
    (only,) = notary.keys()
    done = audit("key", "retire", only.id.hex())
    assert (done.exit_code, "is the only key" in done.stderr) == (2, True)


def test_a_key_that_others_may_read_is_refused(notary: Notary) -> None:
    notary.key_file.chmod(0o644)
    done = audit("key", "add")
    assert (done.exit_code, "may be read by others" in done.stderr) == (2, True)


def test_a_log_that_was_put_back_goes_on_under_another_name(notary: Notary) -> None:
    lost = Checkpoint(ORIGIN, 1_000, bytes(32))
    note = SignedNote(str(lost), (read_keys(notary.key_file)[0].sign(str(lost)),))
    notary.file.write(note)
    notary.publish(1)
    assert "it was put back. `ringlog audit continue`" in str(notary.problem())
    with notary.connected() as connection:
        store.refuse(connection, "The tree refuses, too.")
    done = audit("continue", "calls.example.org/log-2")
    assert f"On record is that as {ORIGIN} it had 1,000 events." in done.stdout
    notary.restart()
    newest = notary.published(1)
    assert newest.origin == "calls.example.org/log-2"
    changed = [f for f in facts_of(notary) if isinstance(f, LogKey.OriginChanged)]
    assert [fact.checkpoint for fact in changed] == [bytes(note).decode()]


def test_a_log_of_which_nothing_was_published_keeps_its_name(notary: Notary) -> None:
    with notary.connected() as connection:
        connection.execute("DELETE FROM proof.checkpoints")
        notary.file.path.unlink()
        nothing = audit("continue", "calls.example.org/log-2")
        assert (nothing.exit_code, nothing.stderr) == (
            2,
            "Nothing was published of this log yet, and nothing stands in the way of it: there is nothing to do.\n",
        )
        store.refuse(connection, "The log isn't the one that is in the tree.")
        done = audit("continue", "calls.example.org/log-2")
        assert (done.exit_code, "so it keeps its name" in done.stdout) == (0, True)
    notary.restart()
    assert notary.published(1).origin == ORIGIN


def test_the_newest_checkpoint_is_printed_as_it_was_signed(notary: Notary) -> None:
    newest = notary.published(3)
    assert audit("checkpoint").stdout_bytes == newest.note
    none = audit("checkpoint", "--witnessed")
    assert (none.exit_code, none.stderr) == (1, "There is no such checkpoint of this log yet.\n")
