"""A role that can't have the vault's master key ends with a sentence; one that has it goes on when it is rotated."""

import subprocess
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.directory.use_cases import DirectoryUseCases, UserProfile
from event_log.application import Ringlog
from event_log.vault.unlocking import unlock
from projections.engine.connection import connect
from tests.master_key import hold_master_key
from tests.patience import eventually
from tests.people import CAUSE
from tests.system.role_alone import RoleAlone, environment
from tests.system.running import PATIENCE, RINGLOG
from tests.turned_clock import TurnedClock

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine

REFUSED = 2


@pytest.fixture
def key_file(database_url: str, tmp_path: Path) -> Iterator[Path]:
    """That of the database's vault."""
    unlock(database_url, tmp_path / "vault.key")
    yield tmp_path / "vault.key"
    hold_master_key()


def others_may_read(file: Path) -> None:
    file.chmod(0o644)


def another_machine_s(file: Path) -> None:
    file.write_bytes(b64encode(bytes(32)))


def nonsense(file: Path) -> None:
    file.write_text("nonsense")


WRONG: dict[Callable[[Path], None], str] = {
    others_may_read: "may be read by others: `chmod 600` it, or others can read what is sealed.",
    another_machine_s: "has another master key than this database's vault: what is sealed can't be read with it.",
    nonsense: "has no master key: that is 32 bytes in Base64.",
    Path.unlink: "doesn't exist, and this database's vault has a master key: copy the file",
}


@pytest.mark.parametrize(("wrong", "sentence"), WRONG.items(), ids=lambda wrong: getattr(wrong, "__name__", ""))
def test_a_role_without_the_master_key_ends_with_a_sentence(
    database_url: str, key_file: Path, tmp_path: Path, wrong: Callable[[Path], None], sentence: str
) -> None:
    wrong(key_file)
    with RoleAlone("worker", database_url, tmp_path, VAULT_KEY_FILE=str(key_file)) as worker:
        assert worker.ended() == REFUSED
    assert f"{key_file} {sentence}" in worker.log
    assert "Traceback" not in worker.log


def test_the_supervisor_does_not_start_such_roles_again_and_again(
    database_url: str, key_file: Path, tmp_path: Path
) -> None:
    key_file.unlink()
    settings = environment(database_url, tmp_path, VAULT_KEY_FILE=str(key_file))
    served = subprocess.run(
        [RINGLOG, "serve", "--role", "worker", "--role", "media"],
        env=settings,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert served.returncode == REFUSED
    assert "copy the file from where Ringlog was first started, or restore it." in served.stderr
    assert "it is started again" not in served.stderr


def test_a_role_that_runs_goes_on_when_the_master_key_is_rotated(
    database_url: str, key_file: Path, tmp_path: Path
) -> None:
    with RoleAlone("worker", database_url, tmp_path, VAULT_KEY_FILE=str(key_file)) as worker:
        register(database_url, "ada")
        eventually(lambda: shown(database_url) == 1, PATIENCE)
        rotated = subprocess.run(
            [RINGLOG, "vault", "rotate"],
            env=environment(database_url, tmp_path, VAULT_KEY_FILE=str(key_file)),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert rotated.returncode == 0, rotated.stderr
        assert f"which is in {key_file}, wraps" in rotated.stdout
        register(database_url, "grace")
        eventually(lambda: shown(database_url) == 2, PATIENCE)
        assert worker.runs


def register(database_url: str, name: str) -> None:
    """By this process, which holds the master key that there was when it began."""
    with Ringlog(env={"DATABASE_URL": database_url}) as log:
        DirectoryUseCases(log, TurnedClock()).upsert_users(users=[UserProfile(name, name.title())], cause=CAUSE)


def shown(database_url: str) -> int:
    with connect(database_url) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM users").fetchall()
    assert isinstance(count, int)
    return count
