"""A vault that lacks keys: nothing is lost by it, and whoever needs one is told so."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from typer.testing import CliRunner, Result

from domain.kernel.personal import Erased, Unreadable
from event_log import migrate
from event_log.reads import Reads
from event_log.vault import key_ring
from event_log.vault.key_ring import UnknownKey
from event_log.vault.keys import Keys
from event_log.vault.master_key import MasterKeyUnusable, held
from event_log.vault.sealing import Sealer
from event_log.vault.unlocking import unlock
from ringlog.cli import app
from tests.event_log.vault.lost_keys import lost_keys
from tests.master_key import hold_master_key

PLACE = b"ringlog.Call.Started 11 1 title"

New = Callable[[], Sealer]


@pytest.fixture
def url(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    migrate(database_url)
    monkeypatch.setenv("RINGLOG_DATABASE_URL", database_url)
    monkeypatch.setenv("RINGLOG_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    return database_url


@pytest.fixture
def process(url: str) -> Iterator[New]:
    """What another process seals by, which has no key in hand."""
    reads = Reads(url, "tests of keys", connections=1)
    yield lambda: Sealer(Keys(reads.rows))
    reads.close()
    hold_master_key()


def test_no_other_key_is_made_for_whoever_had_one(url: str, process: New) -> None:
    ada, grace = uuid4(), uuid4()
    sealed = process().seal("Plans", (ada,), PLACE)
    with lost_keys(url, ada):
        for subjects in ((ada,), (grace, ada)):
            with pytest.raises(UnknownKey, match=f"no key of {ada}, .*`ringlog vault missing`"):
                process().seal("Other plans", subjects, PLACE)
        with pytest.raises(UnknownKey):
            process().keys.provide([*(uuid4() for _ in range(30)), ada])
        with pytest.raises(UnknownKey):
            process().open(sealed, (ada,), PLACE)
    later = process()
    assert later.open(sealed, (ada,), PLACE) == "Plans"
    assert later.open(later.seal("Other plans", (grace, ada), PLACE), (grace, ada), PLACE) == "Other plans"


def test_whoever_only_shows_texts_shows_that_one_is_unreadable(url: str, process: New) -> None:
    ada, grace = uuid4(), uuid4()
    sealed = {each: process().seal("Plans", (each,), PLACE) for each in (ada, grace)}
    with lost_keys(url, ada):
        showing = Sealer(process().keys, only_shows=True)
        opening = showing.opening([(ada,), (grace,)])
        for opener in (showing, opening):
            assert isinstance(opener.open(sealed[ada], (ada,), PLACE), Unreadable)
            assert opener.open(sealed[grace], (grace,), PLACE) == "Plans"
    assert showing.open(sealed[ada], (ada,), PLACE) == "Plans"


def test_keys_that_no_backup_has_are_given_up(url: str, process: New) -> None:
    ada, grace, alan = (uuid4() for _ in range(3))
    sealed = {each: process().seal("Plans", (each,), PLACE) for each in (ada, grace, alan)}
    with lost_keys(url, ada, grace):
        listed = run("missing")
        assert (listed.exit_code, listed.stdout.split()) == (1, sorted(map(str, (ada, grace))))
        refused = run("give-up", str(ada), str(alan))
        assert (refused.exit_code, refused.stderr) == (
            2,
            f"The key of {alan} isn't missing: nothing was given up.\n",
        )
        assert run("give-up").exit_code == run("give-up", "--all", str(ada)).exit_code == 2
        assert run("missing").stdout == listed.stdout
        assert run("give-up", "--all").stdout == "Given up: 2 keys.\n"
        assert (run("missing").exit_code, run("missing").stdout) == (0, "")
        later = process()
        assert isinstance(later.open(sealed[ada], (ada,), PLACE), Erased)
        assert later.open(sealed[alan], (alan,), PLACE) == "Plans"
    assert process().open(sealed[ada], (ada,), PLACE) == "Plans", "the vault was found after all"


def test_an_empty_vault_beside_a_sealed_log_gets_no_master_key(url: str, process: New, tmp_path: Path) -> None:
    process().seal("Plans", (uuid4(),), PLACE)
    with psycopg.connect(url) as connection:
        connection.execute("TRUNCATE vault.keys")
    with pytest.raises(MasterKeyUnusable, match="put back schema `vault`"):
        unlock(url, tmp_path / "vault.key")
    assert not (tmp_path / "vault.key").exists()


def test_a_key_that_came_from_elsewhere_is_known_of_from_the_next_start_on(
    url: str, process: New, tmp_path: Path
) -> None:
    unlock(url, tmp_path / "vault.key")
    ada = uuid4()
    with psycopg.connect(url) as connection:
        add = "INSERT INTO vault.keys (subject_id, wrapped) VALUES (%s, %s)"
        connection.execute(add, (ada, held().wrap(b"k" * 32, ada)))
    unlock(url, tmp_path / "vault.key")
    with lost_keys(url, ada), pytest.raises(UnknownKey):
        process().seal("Plans", (ada,), PLACE)


def test_keys_that_others_push_out_are_not_taken_for_missing(process: New, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where more keys are needed at once than are remembered."""
    monkeypatch.setattr(key_ring, "MOST", 2)
    subjects = [tuple(uuid4() for _ in range(3)) for _ in range(8)]
    first = process()
    sealed = [first.seal("Plans", each, PLACE) for each in subjects]
    shared = process()

    def all_read(number: int) -> set[str]:
        order = subjects[number:] + subjects[:number]
        return {shared.open(sealed[subjects.index(each)], each, PLACE) for _ in range(30) for each in order}

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(all_read, range(8))) == [{"Plans"}] * 8


def run(*command: str) -> Result:
    return CliRunner().invoke(app, ["vault", *command])
