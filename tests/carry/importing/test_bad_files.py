"""`ringlog import` of what can't be taken in, or not now: a sentence, and nothing is changed."""

import signal
import subprocess
from pathlib import Path

import msgspec
import psycopg
from typer.testing import CliRunner

from carry.file.blocks import LONGEST_TEXT, Kind, packed, skippable
from carry.file.manifest import Announced, Of
from event_log.vault.master_key import held, make_master_key, read_master_key
from ringlog.cli import app
from tests.carry import made
from tests.carry.exporting.conftest import SignedLog
from tests.carry.importing.imports import KNOWN, everything, made_file
from tests.patience import eventually
from tests.people import ADA
from tests.system.running import RINGLOG


class Refusing:
    """A database that is to stay as it is."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._database_url = database_url
        self._folder = folder
        self._empty = everything(database_url)

    def refuses(self, content: bytes, sentence: str, *options: object, code: int = 2) -> None:
        (self._folder / "bad.ringlog").write_bytes(content)
        arguments = ["import", self._folder / "bad.ringlog", *options]
        result = CliRunner().invoke(app, list(map(str, arguments)))
        assert (result.exit_code, result.exception.__class__) == (code, SystemExit), result.output
        assert sentence in result.stderr
        assert len(result.stderr.splitlines()) == 1
        assert everything(self._database_url) == self._empty


def bomb() -> bytes:
    frame = packed(bytes(LONGEST_TEXT + 1))
    announced = Announced(
        frame=1, events=9, first=1, last=9, text=LONGEST_TEXT + 1, packed=len(frame), sha256=made.sha256(frame)
    )
    manifest = skippable(Kind.MANIFEST, made.manifest(KNOWN[:9]).written())
    return manifest + skippable(Kind.ANNOUNCED, announced.written()) + frame


def newer() -> bytes:
    manifest = msgspec.json.decode(made.manifest(KNOWN[:9]).written())
    return skippable(Kind.MANIFEST, msgspec.json.encode(manifest | {"version": manifest["version"] + 1}))


def test_what_is_not_to_be_taken_in_is_said_and_changes_nothing(
    signed_log: SignedLog, elsewhere: str, tmp_path: Path
) -> None:
    here = Refusing(elsewhere, tmp_path)
    here.refuses(bomb(), "nothing of it was imported. Lines 1 to 9, positions 1 to 9: it would come to", "--sandbox")
    here.refuses(newer(), "it was made by a newer one", "--sandbox")
    key = tmp_path / "transfer.key"
    make_master_key(key)
    here.refuses(made_file(9), "There are no keys in this export: import it without", "--with-keys", key)
    signed_log.export(tmp_path / "person", signed_log.wanted(Of.PERSON, ADA))
    here.refuses((tmp_path / "person").read_bytes(), "This is an export of a person, a part of a log")
    transfer = read_master_key(key).in_place_of(held())
    signed_log.export(tmp_path / "all", signed_log.wanted(Of.LOG, transfer=transfer))
    content = (tmp_path / "all").read_bytes()
    key.chmod(0o644)
    here.refuses(content, f"{key} may be read by others: `chmod 600` it", "--with-keys", key)
    here.refuses(content, "no-such.key can't be read: No such file", "--with-keys", tmp_path / "no-such.key", code=1)
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute("INSERT INTO log.migrations VALUES ('9999_later')")
        here.refuses(content, "This database is of a newer Ringlog (9999_later)", "--sandbox")


def test_a_full_disk_is_said_and_the_same_command_goes_on(elsewhere: str, tmp_path: Path) -> None:
    here = Refusing(elsewhere, tmp_path)
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute(FULL)
        here.refuses(made_file(2_500), "The database's disk is full (no space left).", "--sandbox", code=1)
        assert connection.execute("SELECT frame FROM carry.standing").fetchone() == (1,)


# PostgreSQL says it by this code, whatever there is no room for.
FULL = """
CREATE FUNCTION carry.full() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE disk_full USING MESSAGE = 'no space left';
END
$$;
CREATE TRIGGER full_disk BEFORE UPDATE ON carry.standing
    FOR EACH ROW WHEN (NEW.frame = 2) EXECUTE FUNCTION carry.full();
"""


def test_a_command_that_is_killed_goes_on(signed_log: SignedLog, elsewhere: str, tmp_path: Path) -> None:
    file = tmp_path / "all.ringlog"
    exported = signed_log.export(file, signed_log.wanted(Of.LOG))
    command = [str(RINGLOG), "import", str(file), "--sandbox"]
    empty = everything(elsewhere)
    with psycopg.connect(elsewhere, autocommit=True) as connection, connection.transaction():
        connection.execute("LOCK TABLE log.events IN ACCESS SHARE MODE")  # it can't become the log
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            with psycopg.connect(elsewhere, autocommit=True) as other:
                eventually(lambda: other.execute("SELECT frame FROM carry.standing").fetchone() == (1,), 60)
            process.send_signal(signal.SIGKILL)
        assert everything(elsewhere) == empty
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert f"{exported.seal.events:,} events" in again.stdout
    assert "It went on after frame 1, which had been taken in before." in again.stdout
