"""`ringlog record`: a call's record from the log alone, as installed programs print it."""

import csv
import json
import os
import subprocess
import sys
from hashlib import sha256
from io import StringIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from event_log.records.formats.choices import RecordFormat
from proof.notes.tlog_proof import TlogProof
from proof.tree import includes
from tests.event_log.records.played import conference
from tests.master_key import FILE
from tests.people import CHANNEL
from tests.projections.scene import Scene
from tests.proof.checkpoints.notary import Notary

RINGLOG = Path(sys.executable).with_name("ringlog")


class Installed:
    """The command as it is shipped, in a process of its own."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self._environment = {
            **os.environ,
            "RINGLOG_DATABASE_URL": database_url,
            "RINGLOG_DATA_FOLDER": str(folder),
            "RINGLOG_VAULT_KEY_FILE": str(FILE),
            "RINGLOG_JWT_KEY": "a secret that is long enough to sign with",
        }

    def record(self, *arguments: object) -> subprocess.CompletedProcess[bytes]:
        command = [str(RINGLOG), "record", *map(str, arguments)]
        return subprocess.run(command, env=self._environment, capture_output=True, check=False)


@pytest.fixture
def installed(database_url: str, tmp_path: Path) -> Installed:
    return Installed(database_url, tmp_path)


@pytest.fixture
def call_id(database_url: str) -> UUID:
    """A conference of Ada, Grace and Alan. No view is ever brought up to date."""
    with Scene(database_url) as scene:
        scene.furnish()
        return conference(scene)[0]


def test_a_record_is_printed_as_json_and_nothing_else(installed: Installed, call_id: UUID) -> None:
    done = installed.record(call_id)
    assert (done.returncode, done.stderr) == (0, b"")
    document = json.loads(done.stdout)
    assert (document["schema"], document["id"]) == ("ringlog.callRecord/1", str(call_id))
    assert len(document["facts"]) == document["version"]


def test_a_table_is_written_into_a_file_with_peoples_names(installed: Installed, call_id: UUID, tmp_path: Path) -> None:
    done = installed.record(call_id, "--format", "csv", "-o", tmp_path / "call.csv")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    content = (tmp_path / "call.csv").read_bytes()
    assert content.count(b"\r\n") == 4
    header, *rows = csv.reader(StringIO(content.decode()))
    assert [row[header.index("user_name")] for row in rows] == ["Ada", "Grace", "Alan"]


@pytest.mark.parametrize("form", RecordFormat)
def test_every_format_is_printed(installed: Installed, call_id: UUID, form: RecordFormat) -> None:
    done = installed.record(call_id, "--format", form)
    assert (done.returncode, done.stderr) == (0, b"")
    assert str(call_id).encode() in done.stdout


def test_what_is_no_call_is_said_in_a_sentence(installed: Installed, call_id: UUID) -> None:
    for other in (uuid4(), CHANNEL):
        done = installed.record(other)
        said = f"There is no call {other} in this log.\n".encode()
        assert (done.returncode, done.stdout, done.stderr) == (1, b"", said)


def test_a_file_that_cannot_be_written_is_said_in_a_sentence(
    installed: Installed, call_id: UUID, tmp_path: Path
) -> None:
    done = installed.record(call_id, "-o", tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr == f"{tmp_path} can't be written: Is a directory.\n".encode()


def test_each_fact_is_proven_to_be_in_the_log(
    installed: Installed, call_id: UUID, database_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "proofs"
    early = installed.record(call_id, "--proofs", folder)
    assert (early.returncode, early.stdout) == (1, b"")
    assert early.stderr == b"There are no proofs of this record yet: There is no checkpoint of this log yet.\n"
    notary = Notary(database_url, tmp_path)
    published = notary.published()
    notary.log.close()
    done = installed.record(call_id, "--proofs", folder)
    assert (done.returncode, done.stderr) == (0, b"")
    facts = json.loads(done.stdout)["facts"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{position}.tlog-proof" for position in facts)
    for position in facts:
        proof = TlogProof.parse((folder / f"{position}.tlog-proof").read_bytes())
        assert (bytes(proof.checkpoint), proof.index) == (published.note, position - 1)
        assert proof.extra is not None
        assert includes(sha256(b"\x00" + proof.extra).digest(), proof.index, published.size, proof.path, published.root)
