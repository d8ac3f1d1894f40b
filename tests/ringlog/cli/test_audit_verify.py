"""`ringlog audit verify`: what it says, and how it ends."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from typer.testing import CliRunner, Result

import projections
from domain.log_keys.use_cases import LogKeyUseCases
from event_log.application import Ringlog
from proof import store
from proof.integrator import Integrator
from proof.notes.checkpoint import Checkpoint
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import SignedNote
from ringlog.cli import app
from tests import master_key
from tests.people import CAUSE
from tests.proof.notes.witnessing import cosign, witness_key
from tests.signed_log import ORIGIN, begin, keep, note, sign
from tests.turned_clock import TurnedClock


@pytest.fixture
def signer() -> NoteSigner:
    return NoteSigner.new(ORIGIN)


@pytest.fixture
def connection(
    log: Ringlog, clock: TurnedClock, database_url: str, signer: NoteSigner, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Connection[Any]]:
    """To a log with a key, a tree over it and a checkpoint of that."""
    monkeypatch.setenv("RINGLOG_DATABASE_URL", database_url)
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    monkeypatch.setenv("RINGLOG_VAULT_KEY_FILE", "/nowhere")
    monkeypatch.setenv("RINGLOG_DATA_FOLDER", "/nowhere")
    begin(log, clock, signer)
    with psycopg.connect(database_url, autocommit=True) as opened:
        sign(database_url, opened, signer)
        yield opened


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["audit", "verify", *arguments])


def found(*arguments: str) -> tuple[int, list[tuple[str, int, int]]]:
    """How it ends, and what is wrong."""
    done = verify("--json", *arguments)
    return done.exit_code, [(each["kind"], each["first"], each["last"]) for each in json.loads(done.stdout)["faults"]]


def test_an_intact_log_is_said_to_be_with_whose_key_that_rests_on(
    connection: Connection[Any], signer: NoteSigner
) -> None:
    size = store.integrated_size(connection)
    done = verify()
    assert done.exit_code == 0
    intact, tree, signed, trusted = done.stdout.splitlines()
    assert intact.startswith(f"The log is intact: {size} events, verified in ")
    assert tree.startswith(f"Its tree has {size} events and the root ")
    assert signed == f"Up to position {size}, it is what was signed."
    assert trusted.startswith(f"Trusted is this installation's own key, {ORIGIN}+{signer.key.id.hex()}. Whoever ")


def test_what_was_changed_is_named_and_the_end_tells_programs(connection: Connection[Any]) -> None:
    connection.execute("UPDATE log.events SET recorded_at = recorded_at + interval '1 us' WHERE position = 2")
    done = verify()
    assert done.exit_code == 3
    lines = done.stdout.splitlines()
    assert lines[0].startswith("The log is NOT what it was. Faults: 1, in ")
    assert lines[1].split(maxsplit=1) == ["changed", "Position 2: the event was changed."]
    assert found() == (3, [("changed", 2, 2)])


def test_what_isnt_in_the_tree_yet_and_why_is_said(
    connection: Connection[Any], log: Ringlog, clock: TurnedClock
) -> None:
    store.refuse(connection, "The log is a fork.")
    key = NoteSigner.new(ORIGIN).key
    LogKeyUseCases(log, clock).add(verifier_key=str(key), checkpoint=None, cause=CAUSE)
    done = verify()
    assert done.exit_code == 0
    assert "Not in the tree yet, and verified in their order only: 1 event.\n" in done.stdout
    assert "The tree doesn't grow: The log is a fork." in done.stdout


def test_a_history_that_was_rewritten_with_its_tree_doesnt_agree_with_what_was_signed(
    connection: Connection[Any], database_url: str
) -> None:
    size = store.integrated_size(connection)
    connection.execute("UPDATE log.events SET recorded_at = recorded_at + interval '1 us' WHERE position = 2")
    store.begin_anew(connection)
    Integrator(database_url).integrate(connection)
    assert found() == (3, [("checkpoint", 1, size)])


def test_a_checkpoint_that_was_changed_or_forged_is_a_fault(connection: Connection[Any]) -> None:
    size = store.integrated_size(connection)
    connection.execute("UPDATE proof.checkpoints SET root = sha256(root)")
    assert found() == (3, [("checkpoint", size, size)])
    connection.execute("DELETE FROM proof.checkpoints")
    keep(connection, note(connection, NoteSigner.new(ORIGIN)))
    done = verify()
    assert done.exit_code == 3
    assert f"Position {size}: the checkpoint there was changed." in done.stdout
    connection.execute("UPDATE proof.checkpoints SET note = 'something else'")
    assert found() == (3, [("checkpoint", size, size)])


def test_the_checkpoint_in_the_data_folder_tells_what_the_database_doesnt_any_more(
    connection: Connection[Any], signer: NoteSigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGLOG_DATA_FOLDER", str(tmp_path))
    size, file = store.integrated_size(connection), tmp_path / "log.checkpoint"
    file.write_bytes(bytes(note(connection, signer)))
    assert found() == (0, [])
    connection.execute("DELETE FROM proof.checkpoints")
    assert f"Up to position {size}, it is what was signed." in verify().stdout
    longer = str(Checkpoint(ORIGIN, size + 3, bytes(32)))
    file.write_bytes(bytes(SignedNote(longer, (signer.sign(longer),))))
    code, faults = found()
    assert (code, ("cut", size + 1, size + 3) in faults) == (3, True)
    file.write_bytes(bytes(SignedNote(longer, (NoteSigner.new(ORIGIN).sign(longer),))))
    assert found() == (3, [("checkpoint", size + 3, size + 3)])
    other = str(Checkpoint("other.example.org/log", 7, bytes(32)))
    file.write_bytes(bytes(SignedNote(other, (signer.sign(other),))))
    done = verify()
    assert done.exit_code == 0
    assert done.stdout.endswith("in the data folder: 7 events of the log other.example.org/log.\n")
    file.write_text("no checkpoint")
    done = verify()
    assert (done.exit_code, "has to have the checkpoint that was published last" in done.stderr) == (1, True)


def test_an_auditors_own_checkpoint_tells_what_the_installations_own_key_doesnt(
    connection: Connection[Any], database_url: str, signer: NoteSigner, tmp_path: Path
) -> None:
    size = store.integrated_size(connection)
    kept, key = tmp_path / "kept.txt", tmp_path / "log.pub"
    kept.write_bytes(bytes(note(connection, signer)))
    key.write_text(f"{signer.key}\n")
    outside = ("--checkpoint", str(kept), "--key", str(key))
    done = verify(*outside)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == (
        f"Trusted is {kept}, a checkpoint of {size} events of {ORIGIN}, signed by a key in {key}."
    )
    connection.execute("UPDATE log.events SET recorded_at = recorded_at + interval '1 us' WHERE position = 2")
    store.begin_anew(connection)
    Integrator(database_url).integrate(connection)
    connection.execute("DELETE FROM proof.checkpoints")
    keep(connection, note(connection, signer))
    assert found() == (0, [])
    assert found(*outside) == (3, [("checkpoint", 1, size)])


def test_a_checkpoint_is_refused_without_its_key_or_with_another(
    connection: Connection[Any], signer: NoteSigner, tmp_path: Path
) -> None:
    kept, key = tmp_path / "kept.txt", tmp_path / "log.pub"
    kept.write_bytes(bytes(note(connection, signer)))
    key.write_text(f"{NoteSigner.new(ORIGIN).key}\n")
    for arguments, words in (
        (("--checkpoint", str(kept)), "give both --checkpoint and --key"),
        (("--checkpoint", str(kept), "--key", str(key)), "can't be compared with: "),
        (("--checkpoint", str(key), "--key", str(key)), "can't be compared with: "),
        (("--checkpoint", str(kept), "--key", str(tmp_path / "none")), "No such file"),
    ):
        refused = verify(*arguments)
        assert refused.exit_code == 2
        assert words in refused.stderr


@pytest.mark.usefixtures("connection")
def test_a_log_whose_key_cant_be_read_any_more_is_still_compared_with_its_tree(connection: Connection[Any]) -> None:
    connection.execute("UPDATE log.events SET state = '{}' WHERE topic LIKE '%LogKey%'")
    done = verify()
    assert done.exit_code == 3
    assert "the events were changed." in done.stdout
    assert "No checkpoint is trusted, since the log's own key can't be read from it: " in done.stdout


def test_a_log_of_which_nothing_was_signed_is_compared_with_its_tree(
    log: Ringlog, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGLOG_DATABASE_URL", database_url)
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    done = verify()
    assert done.exit_code == 0
    assert done.stdout.endswith("Nothing was signed yet: the log was compared with its own tree alone.\n")


def test_a_database_that_is_away_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGLOG_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    failed = verify()
    assert failed.exit_code == 1
    assert failed.stderr.startswith("The log can't be read: ")


def test_views_that_were_changed_are_named_by_table_and_row(
    connection: Connection[Any], database_url: str, project: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RINGLOG_VAULT_KEY_FILE", str(master_key.FILE))
    project()
    intact = verify("--views")
    assert intact.exit_code == 0
    assert intact.stdout.splitlines()[-1].startswith("The views show what follows from the log up to position ")
    with projections.connect(database_url) as views:
        views.execute("DELETE FROM members WHERE user_id = (SELECT min(user_id::text)::uuid FROM members)")
    done = verify("--views")
    assert done.exit_code == 3
    said, difference, remedy = done.stdout.splitlines()[-3:]
    assert said.startswith("The views don't show what follows from the log up to position ")
    assert difference.startswith("  members (DirectoryView): ")
    assert " rows, not " in difference
    assert "the first that differs has the key [" in difference
    assert remedy == "`ringlog rebuild` makes them again."
    assert [each["table"] for each in json.loads(verify("--views", "--json").stdout)["views"]] == ["members"]


def test_the_key_may_be_given_itself_and_witnesses_are_told(
    connection: Connection[Any], signer: NoteSigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = NoteSigner.new("witness.example/w1"), NoteSigner.new("witness.example/w2")
    plain, kept, policy = note(connection, signer), tmp_path / "kept", tmp_path / "policy"
    policy.write_text(f"witness A {witness_key(first)}\nwitness B {witness_key(second)}\ngroup g all A B\nquorum g\n")
    monkeypatch.setenv("RINGLOG_LOG_POLICY_FILE", str(policy))
    cosignatures = [cosign(each, plain.text, 1_767_268_800) for each in (first, second)]
    for count, words in (
        (0, "No witness of the policy has cosigned it; that isn't enough."),
        (1, "It was cosigned by witness.example/w1 at 2026-01-01 12:00:00 UTC; that isn't enough."),
        (2, "witness.example/w2 at 2026-01-01 12:00:00 UTC, which suffices."),
    ):
        kept.write_bytes(bytes(plain.signed_also(cosignatures[:count])))
        done = verify("--checkpoint", str(kept), "--key", str(signer.key))
        assert done.exit_code == 0
        assert done.stdout.splitlines()[-1].endswith(words)
    forged = cosign(first, "example.org/log\n1\nAAAA\n", 1_767_268_800)
    kept.write_bytes(bytes(plain.signed_also([forged])))
    refused = verify("--checkpoint", str(kept), "--key", str(signer.key))
    assert refused.exit_code == 2
    assert "The signature of witness.example/w1" in refused.stderr


def test_a_checkpoint_of_another_log_or_by_another_key_is_refused(
    connection: Connection[Any], signer: NoteSigner, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    kept.write_bytes(bytes(note(connection, signer)))
    for other in (NoteSigner.new(ORIGIN), NoteSigner.new("other.example.org/log")):
        refused = verify("--checkpoint", str(kept), "--key", str(other.key))
        assert refused.exit_code == 2
        assert f"It was signed by {ORIGIN}" in refused.stderr
        assert f"had to be by {other.name}" in refused.stderr


def test_a_checkpoint_of_more_events_than_there_are_names_those_that_lack(
    connection: Connection[Any], signer: NoteSigner, tmp_path: Path
) -> None:
    size, kept = store.integrated_size(connection), tmp_path / "kept"
    text = str(Checkpoint(ORIGIN, size + 5, bytes(32)))
    kept.write_bytes(bytes(SignedNote(text, (signer.sign(text),))))
    code, faults = found("--checkpoint", str(kept), "--key", str(signer.key))
    assert code == 3
    assert ("cut", size + 1, size + 5) in faults
