import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from domain.log_keys.use_cases import LogKeyUseCases
from proof.checkpoints.checkpoint_file import CheckpointFile
from proof.checkpoints.key_file import add_key, read_keys
from proof.checkpoints.publisher import Publisher
from proof.checkpoints.signers import Signer
from proof.edge import Edge
from proof.notes.checkpoint import Checkpoint
from proof.notes.note_signer import NoteSigner
from proof.notes.signed_note import Signature, SignedNote
from proof.notes.verifier_key import VerifierKey
from proof.store import integrated, refuse, root_at, tile
from tests.event_log.backups import backed_up, restored
from tests.people import CAUSE
from tests.proof.checkpoints.notary import ORIGIN, Notary


def test_a_new_log_gets_a_key_and_a_name_and_publishes_what_there_is(notary: Notary) -> None:
    newest = notary.published(300)
    key = read_keys(notary.key_file)[0].key
    assert notary.identities.get() == (ORIGIN, (key,), (), ())
    checkpoint = Checkpoint.parse(newest.signed().text)
    assert (checkpoint.origin, checkpoint.size) == (ORIGIN, 300)
    with notary.connected() as connection:
        assert checkpoint.root == root_at(connection, 300)
    assert list(newest.signed().require_any([key])) == [key]


def test_the_file_has_what_is_published(notary: Notary) -> None:
    newest = notary.published(300)
    assert notary.file.path.read_bytes() == newest.note


def test_an_empty_log_has_no_checkpoint_but_for_its_own_key(notary: Notary) -> None:
    assert notary.publish() is None
    newest = notary.published()  # what put the key on record is in the log now
    assert newest.size == 2


def test_nothing_is_published_again_and_no_checkpoint_makes_the_log_grow(notary: Notary) -> None:
    notary.published(300)
    first = notary.published()
    assert notary.published() == first
    with notary.connected() as connection:
        assert integrated(connection).size == 302


def test_each_checkpoint_extends_the_one_before(notary: Notary) -> None:
    sizes = [notary.published(count).size for count in (1, 255, 256, 1_000)]
    assert sizes == [1, 258, 514, 1_514]


def test_both_keys_sign_while_they_change(notary: Notary) -> None:
    notary.published(10)
    first = read_keys(notary.key_file)[0].key
    second = add_key(notary.key_file, ORIGIN).key
    log_keys = LogKeyUseCases(notary.log, notary.clock)
    log_keys.add(verifier_key=str(second), checkpoint=None, cause=CAUSE)
    assert set(notary.published(10).signed().verified([first, second])) == {first, second}
    log_keys.retire(verifier_key=str(first), lost=False, cause=CAUSE)
    assert set(notary.published(10).signed().verified([first, second])) == {second}


def test_without_its_key_nothing_is_published(notary: Notary) -> None:
    before = notary.published(10)
    notary.key_file.rename(notary.folder / "elsewhere")
    assert notary.publish(10) == before
    assert "which has the log's key, doesn't exist: restore it" in str(notary.problem())
    (notary.folder / "elsewhere").rename(notary.key_file)
    assert notary.published().size > before.size


def test_with_another_key_nothing_is_published(notary: Notary) -> None:
    before = notary.published(10)
    notary.key_file.write_text(NoteSigner.new(ORIGIN).written())
    assert notary.publish(10) == before
    assert "has no key that signs for this log" in str(notary.problem())


def test_a_log_that_was_put_back_is_refused(notary: Notary, postgres_url: str) -> None:
    notary.published(300)
    with backed_up(postgres_url, notary.log_url) as backup:
        before = notary.published(300)
        restored(postgres_url, notary.log_url, backup)
    notary.restart()
    kept = notary.publish()
    assert kept is not None
    assert kept.size < before.size
    assert f"A checkpoint of {before.size} events was published, as {notary.file.path} knows" in str(notary.problem())
    assert "it was put back. `ringlog audit continue`" in str(notary.problem())


def test_a_log_that_was_put_back_is_refused_even_when_it_has_grown_again(notary: Notary, postgres_url: str) -> None:
    notary.published(300)
    with backed_up(postgres_url, notary.log_url) as backup:
        before = notary.published(300)
        restored(postgres_url, notary.log_url, backup)
    notary.restart()
    kept = notary.publish(1_000)
    assert kept is not None
    assert kept.size < before.size
    assert f"and the log's first {before.size} events are others" in str(notary.problem())
    assert notary.file.path.read_bytes() == before.note


def test_without_the_file_the_process_knows_that_the_log_was_put_back(notary: Notary, postgres_url: str) -> None:
    notary.published(300)
    with backed_up(postgres_url, notary.log_url) as backup:
        notary.published(300)
        restored(postgres_url, notary.log_url, backup)
    notary.file.path.unlink()
    notary.publish()
    assert "events was published, as this process knows" in str(notary.problem())


def test_a_data_folder_of_another_log_is_refused(notary: Notary) -> None:
    notary.published(10)
    other = str(Checkpoint("other.example.org/log", 3, bytes(32)))
    note = SignedNote(other, (NoteSigner.new("other.example.org/log").sign(other),))
    notary.file.path.write_bytes(bytes(note))
    notary.publish(10)
    assert "is of the log other.example.org/log, and this one is calls.example.org/log" in str(notary.problem())


def test_a_file_that_cant_be_read_is_refused(notary: Notary) -> None:
    notary.published(10)
    notary.file.path.write_text("no checkpoint")
    notary.publish(10)
    assert "has to have the checkpoint that was published last" in str(notary.problem())


def test_what_the_tree_refuses_is_published_by_nobody(notary: Notary) -> None:
    before = notary.published(10)
    with notary.connected() as connection:
        connection.execute("UPDATE log.events SET topic = topic || '.' WHERE position = %s", (before.size,))
    assert notary.publish(10) == before
    assert "isn't the one that is in the tree" in str(notary.problem())


def test_a_tree_that_lost_its_last_commits_is_waited_for(notary: Notary) -> None:
    before = notary.published(300)
    with notary.connected() as connection:
        edge = Edge()
        edge.extend(tile(connection, 0, 0, 200))
        connection.execute("UPDATE proof.edge SET size = 200, root = %s, partial = %s", (edge.root(), edge.partial))
    notary.publisher.run_once(Event())
    assert notary.problem() is None
    assert notary.file.path.read_bytes() == before.note
    assert notary.published().size == 302


def test_what_was_signed_when_the_database_went_away_is_published_though_nothing_more_happens(notary: Notary) -> None:
    before = notary.published(10)
    signed = notary.published(10)
    with notary.connected() as connection:
        connection.execute("DELETE FROM proof.checkpoints WHERE size > %s", (before.size,))
    notary.restart()
    assert notary.published().note == signed.note


def test_of_a_tree_that_refuses_to_grow_to_what_was_published_it_is_said(notary: Notary) -> None:
    before = notary.published(300)
    with notary.connected() as connection:
        edge = Edge()
        edge.extend(tile(connection, 0, 0, 200))
        connection.execute("UPDATE proof.edge SET size = 200, root = %s, partial = %s", (edge.root(), edge.partial))
        refuse(connection, "The log is a fork.")
    assert notary.publish() == before
    assert "The log is a fork." in str(notary.problem())


def test_of_old_checkpoints_one_an_hour_is_kept(notary: Notary) -> None:
    for _ in range(8):
        notary.published(1)
        notary.clock.turn(1_200)
    with notary.connected() as connection:
        times = [at for (at,) in connection.execute("SELECT signed_at FROM proof.checkpoints ORDER BY 1").fetchall()]
    assert len(times) < 8
    recent = [at for at in times if notary.clock() - at <= timedelta(hours=1, minutes=20)]
    assert len(recent) >= 3
    hours = {at.hour for at in times}
    assert hours == {12, 13, 14}


@pytest.mark.parametrize("mode", [0o644, 0o640])
def test_a_key_that_others_may_read_signs_nothing(notary: Notary, mode: int) -> None:
    before = notary.published(10)
    notary.key_file.chmod(mode)
    assert notary.publish(10) == before
    assert "may be read by others" in str(notary.problem())


class SlowSigner:
    """Of a worker that leads no more by the time it has signed, since another has published meanwhile."""

    def __init__(self, signer: Signer, meanwhile: Callable[[], object]) -> None:
        self._signer, self._meanwhile = signer, meanwhile

    def first_key(self, origin: str) -> VerifierKey:
        return self._signer.first_key(origin)

    def sign(self, text: str, keys: Sequence[VerifierKey]) -> list[Signature]:
        self._meanwhile()
        return self._signer.sign(text, keys)


@pytest.mark.parametrize("same_folder", [True, False])
def test_whoever_signs_slowly_takes_nothing_back(notary: Notary, tmp_path: Path, *, same_folder: bool) -> None:
    """Whether the new worker is on the same machine or on another."""
    notary.published(10)
    folder = notary.folder if same_folder else tmp_path / "another machine"
    if not same_folder:
        shutil.copytree(notary.folder, folder)
    file = CheckpointFile(folder / "log.checkpoint")
    signer = SlowSigner(notary.signer, lambda: notary.published(10))
    slow = Publisher(notary.log_url, notary.identities, signer, file, notary.policy, notary.clock)
    notary.append(10)
    notary.integrate()
    before = file.path.read_bytes()
    slow.run_once(Event())
    newest = notary.published()
    with notary.connected() as connection:
        numbers = connection.execute("SELECT size FROM proof.checkpoints ORDER BY number").fetchall()
    assert numbers == sorted(numbers)
    assert notary.file.path.read_bytes() == newest.note
    assert file.path.read_bytes() == (newest.note if same_folder else before)


def test_whoever_signs_slowly_takes_no_new_name_back(notary: Notary) -> None:
    first = notary.published(10)

    def renamed() -> None:
        key = add_key(notary.key_file, "calls.example.org/log-2").key
        log_keys = LogKeyUseCases(notary.log, notary.clock)
        log_keys.go_on_as_another(verifier_key=str(key), checkpoint=first.note.decode(), cause=CAUSE)
        notary.published(10)

    signer = SlowSigner(notary.signer, renamed)
    slow = Publisher(notary.log_url, notary.identities, signer, notary.file, notary.policy, notary.clock)
    notary.append(10)
    notary.integrate()
    slow.run_once(Event())
    newest = notary.published()
    assert newest.origin == "calls.example.org/log-2"
    assert notary.file.path.read_bytes() == newest.note
