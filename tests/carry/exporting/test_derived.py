"""With pseudonyms nobody is in a file any more who was in the log, and it doesn't claim to be that log."""

import re
from pathlib import Path

import pytest

from carry.checking.check import Outside, check
from carry.exporting.derived import DerivedExport
from carry.exporting.export import Exported
from carry.exporting.part_file import part_of
from carry.exporting.pseudonyms import Pseudonyms
from carry.exporting.wanted import CannotExport
from carry.file.manifest import Of
from carry.file.problems import NotUsable
from event_log.vault.master_key import MasterKey
from proof.notes.signed_note import Signature
from tests.carry.exporting.conftest import SignedLog, contents
from tests.signed_log import ORIGIN

ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
KEY, OTHER = MasterKey(bytes(32)), MasterKey(bytes(range(32)))


def export(log: SignedLog, file: Path, key: MasterKey = KEY) -> Exported:
    def sign(text: str) -> list[Signature]:
        return [log.signer.sign(text)]

    with part_of(file) as (part, whole):
        derived = DerivedExport(log.scene.database_url, log.wanted(Of.LOG), Pseudonyms(key), sign)
        exported = derived.write(part, file)
        whole()
    return exported


def test_ids_are_others_and_no_personal_text_is_left(signed_log: SignedLog, tmp_path: Path) -> None:
    plain = """UPDATE log.events SET state = jsonb_set(state::jsonb, '{title}', '"what it was called"')::json
        WHERE topic = 'ringlog.Call.Started'"""
    signed_log.connection.execute(plain)
    export(signed_log, tmp_path / "study")
    rows = [row for row, _ in contents(tmp_path / "study")[0]]
    stored = signed_log.connection.execute(
        "SELECT position, originator_id::text, originator_version, state::text FROM log.events ORDER BY position"
    ).fetchall()
    assert [(row.position, row.version) for row in rows] == [(position, version) for position, _, version, _ in stored]
    before = set(ID.findall("".join(f"{id_} {state}" for _, id_, _, state in stored).encode()))
    states = b"".join(row.state for row in rows)
    after = set(ID.findall(states)) | {row.originator for row in rows}
    assert len(before) > 10
    assert before & after == set()
    assert len({row.originator for row in rows}) == len({id_ for _, id_, _, _ in stored})
    assert b"what it was called" not in states
    assert states.count(b'"sealed":""') == states.count(b'"sealed":') > 10
    assert b'"title":{"sealed":""}' in states


def test_it_is_signed_as_derived_and_never_as_the_log(signed_log: SignedLog, tmp_path: Path) -> None:
    exported = export(signed_log, tmp_path / "study")
    found = signed_log.check(tmp_path / "study")
    assert found.events == exported.manifest.last
    assert found.manifest.derived_from() == ORIGIN
    assert found.signed.origin.startswith(f"{ORIGIN}/derived/")
    assert found.signed.root != signed_log.wanted(Of.LOG).checkpoint.root
    kept = Outside((signed_log.signer.key,), signed_log.wanted(Of.LOG).checkpoint)
    with (tmp_path / "study").open("rb") as opened, pytest.raises(NotUsable, match="the checkpoint one of example"):
        check(opened, kept)
    export(signed_log, tmp_path / "other", OTHER)
    one, another = ({row.originator for row, _ in contents(tmp_path / name)[0]} for name in ("study", "other"))
    assert one & another == set()


def test_one_that_was_broken_off_goes_on_with_the_same_pseudonyms_only(signed_log: SignedLog, tmp_path: Path) -> None:
    export(signed_log, tmp_path / "whole")
    content = (tmp_path / "whole").read_bytes()
    for end in (40, len(content) - 300, len(content)):
        (tmp_path / "study.part").write_bytes(content[:end])
        export(signed_log, tmp_path / "study")
        assert (tmp_path / "study").read_bytes() == content
        (tmp_path / "study").unlink()
    (tmp_path / "study.part").write_bytes(content)
    with pytest.raises(CannotExport, match="is the part of another export"):
        export(signed_log, tmp_path / "study", OTHER)


def test_facts_of_which_nobody_knows_what_is_personal_arent_exported(signed_log: SignedLog, tmp_path: Path) -> None:
    signed_log.connection.execute("UPDATE log.events SET topic = 'ringlog.Later.Said' WHERE position = 5")
    with pytest.raises(
        CannotExport, match=r"^Position 5: what is personal in facts of the kind ringlog.Later.Said isn't"
    ):
        export(signed_log, tmp_path / "study")
