"""The master key is unlocked by the right file alone, and rotated under running roles, whatever interrupts it."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.kernel.personal import Erased
from event_log.connection import connect
from event_log.reads import Reads
from event_log.vault import rotation
from event_log.vault.identities import VaultIdentities
from event_log.vault.keys import QUERIES, Keys
from event_log.vault.master_key import MasterKeyUnusable, held, hold, next_file, read_master_key
from event_log.vault.sealing import Sealer
from event_log.vault.unlocking import VaultKeyMissing, unlock
from tests.event_log.eventually import eventually
from tests.event_log.vault_files import on_disk
from tests.master_key import hold_master_key

PLACE = b"ringlog.Call.Started 11 1 title"
ADA = uuid4()


@pytest.fixture
def url(database_url: str) -> Iterator[str]:
    yield database_url
    hold_master_key()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "vault.key"


@pytest.fixture
def sealed(url: str, file: Path) -> bytes:
    """A text of Ada's, in a vault that was unlocked by the file."""
    unlock(url, file)
    return sealing(url, ADA)


def sealing(url: str, subject: UUID) -> bytes:
    with closing(Reads(url, "a role", connections=1)) as reads:
        return Sealer(Keys(reads.rows)).seal("Plans", (subject,), PLACE)


def opening(url: str, sealed: bytes, subject: UUID = ADA) -> str:
    with closing(Reads(url, "a role", connections=1)) as reads:
        return Sealer(Keys(reads.rows)).open(sealed, (subject,), PLACE)


def other_file(folder: Path) -> Path:
    made = folder / "other.key"
    made.touch(0o600)
    made.write_bytes(b64encode(bytes(32)))
    return made


def test_what_was_sealed_before_is_opened_after_and_the_file_is_another(url: str, file: Path, sealed: bytes) -> None:
    old = file.read_bytes()
    keys, before, rewritten = rotation.rotate(url, file)
    assert rewritten
    assert keys == 1
    assert before is not None
    assert (before.read_bytes(), before.stat().st_mode & 0o777) == (old, 0o600)
    assert (file.read_bytes() != old, next_file(file).exists()) == (True, False)
    unlock(url, file)
    assert opening(url, sealed) == "Plans"


def test_the_file_from_before_unlocks_nothing_any_more(url: str, file: Path, sealed: bytes) -> None:
    _, before, _ = rotation.rotate(url, file)
    assert before is not None
    with pytest.raises(MasterKeyUnusable, match="has another master key than this database's vault"):
        unlock(url, before)


def test_a_role_that_runs_reads_and_writes_on(url: str, file: Path, sealed: bytes) -> None:
    as_it_was = held()
    rotation.rotate(url, file)
    hold(as_it_was, file)  # as another process still does
    assert opening(url, sealed) == "Plans"
    hold(as_it_was, file)
    newer = sealing(url, grace := uuid4())
    unlock(url, file)
    assert opening(url, newer, grace) == "Plans"


def test_a_role_that_runs_while_the_new_key_is_not_in_its_place_yet_goes_on(
    url: str, file: Path, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_was = held()
    interrupt(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(url, file)
    hold(as_it_was, file)
    assert opening(url, sealed) == "Plans"


def test_a_rotation_that_is_interrupted_at_the_end_is_completed_at_the_next_start(
    url: str, file: Path, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = file.read_bytes()
    interrupt(monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(url, file)
    unlock(url, file)
    assert opening(url, sealed) == "Plans"
    assert (file.read_bytes() != old, next_file(file).exists()) == (True, False)
    assert [each.read_bytes() for each in file.parent.glob("vault.key.until-*")] == [old]


def test_a_rotation_that_is_interrupted_before_has_changed_nothing_and_can_be_repeated(
    url: str, file: Path, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(rotation, "_wrap_anew", interrupted_after(rotation._wrap_anew))
        with pytest.raises(KeyboardInterrupt):
            rotation.rotate(url, file)
    unlock(url, file)
    assert opening(url, sealed) == "Plans"
    prepared = next_file(file).read_bytes()
    rotation.rotate(url, file)
    assert file.read_bytes() == prepared
    assert opening(url, sealed) == "Plans"


def test_a_key_that_is_made_meanwhile_is_wrapped_by_the_new_master_key(url: str, file: Path, sealed: bytes) -> None:
    """The role waits, and finds out that its master key isn't the vault's any more."""
    as_it_was, grace, made = held(), uuid4(), []
    new = read_master_key(rotation.prepare(file)).in_place_of(as_it_was)
    with connect(url, "rotation", QUERIES["make_room"]) as connection:
        with connection.transaction():
            connection.execute(QUERIES["stand_still"])
            role = Thread(target=lambda: made.append(sealing(url, grace)))
            role.start()
            eventually(lambda: waits_for_a_lock(url))
            rotation._wrap_all_anew(connection, as_it_was, new)
            connection.execute(QUERIES["replace"])
            connection.execute(QUERIES["rotate"], {"from": as_it_was.proof(), "to": new.proof()})
        role.join()
    unlock(url, file)
    assert opening(url, made[0], grace) == "Plans"


def test_keys_that_are_made_and_destroyed_while_others_are_wrapped_are_as_they_are_to_be(
    url: str, file: Path, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until all are put in their places nobody waits."""
    grace, alan = uuid4(), uuid4()
    texts = {grace: sealing(url, grace)}
    wrap_all = rotation._wrap_all_anew

    def and_meanwhile(*all_: Any) -> None:
        wrap_all(*all_)
        texts[alan] = sealing(url, alan)
        with closing(Reads(url, "erasure", connections=1)) as reads:
            assert Keys(reads.rows).destroy([grace]) == 1

    monkeypatch.setattr(rotation, "_wrap_all_anew", and_meanwhile)
    assert rotation.rotate(url, file).keys == 2
    assert (opening(url, sealed), opening(url, texts[alan], alan)) == ("Plans", "Plans")
    assert isinstance(opening(url, texts[grace], grace), Erased)


def test_no_dead_row_has_what_the_master_key_from_before_has_wrapped(url: str, file: Path, sealed: bytes) -> None:
    with psycopg.connect(url, autocommit=True) as database:
        rows = database.execute("SELECT wrapped FROM vault.keys UNION ALL SELECT wrapped FROM vault.master_key")
        before = [bytes(wrapped) for (wrapped,) in rows]
        assert all(wrapped in on_disk(database) for wrapped in before)
        rotation.rotate(url, file)
        assert not any(wrapped in on_disk(database) for wrapped in before)


def test_a_rotation_is_done_also_while_somebody_reads_the_vault_for_long(
    url: str, file: Path, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "ATTEMPTS", 1)
    with psycopg.connect(url) as backup:
        backup.execute("LOCK TABLE vault.keys IN ACCESS SHARE MODE")
        assert not rotation.rotate(url, file).rewritten
    unlock(url, file)
    assert opening(url, sealed) == "Plans"


def test_people_are_found_by_what_they_are_called_after_it(url: str, file: Path, sealed: bytes) -> None:
    with closing(Reads(url, "a role", connections=1)) as reads:
        ada = VaultIdentities(reads.rows, lambda: 0).identify("user", "ada")
        rotation.rotate(url, file)
        assert VaultIdentities(reads.rows, lambda: 0).identify("user", "ada") == ada
        unlock(url, file)
        assert VaultIdentities(reads.rows, lambda: 0).identify("user", "ada") == ada


def test_destroyed_keys_stay_destroyed(url: str, file: Path, sealed: bytes) -> None:
    with closing(Reads(url, "a role", connections=1)) as reads:
        Keys(reads.rows).destroy([ADA])
    assert rotation.rotate(url, file).keys == 0
    assert isinstance(opening(url, sealed), Erased)


def test_another_file_is_refused(url: str, file: Path, sealed: bytes) -> None:
    other = other_file(file.parent)
    with pytest.raises(MasterKeyUnusable, match=f"^{other} has another master key than this database's vault"):
        unlock(url, other)


def test_a_missing_file_is_refused_and_none_is_made_in_its_place(url: str, file: Path, sealed: bytes) -> None:
    file.unlink()
    with pytest.raises(VaultKeyMissing, match=f"^{file} doesn't exist, and this database's vault has a master key"):
        unlock(url, file)
    assert not file.exists()


def test_a_file_that_others_may_read_is_refused(url: str, file: Path, sealed: bytes) -> None:
    file.chmod(0o640)
    with pytest.raises(MasterKeyUnusable, match=f"^{file} may be read by others"):
        unlock(url, file)


def test_a_folder_that_is_none_is_refused_in_a_sentence(url: str, tmp_path: Path) -> None:
    (tmp_path / "vault").touch()
    with pytest.raises(MasterKeyUnusable, match=r"can't be kept in .*vault/vault\.key"):
        unlock(url, tmp_path / "vault" / "vault.key")


def interrupt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the database's commit and the file."""

    def never(_: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rotation, "adopt", never)


def interrupted_after(step: Any) -> Any:
    def then_interrupted(*given: Any) -> None:
        step(*given)
        raise KeyboardInterrupt

    return then_interrupted


def waits_for_a_lock(url: str) -> bool:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ).fetchone()
    return row is not None
