"""What a log has is in the file, and nothing else; whoever was erased isn't."""

import os
import signal
import stat
import subprocess
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest

from carry.exporting.part_file import part_of
from carry.exporting.selection import require_there
from carry.exporting.wanted import CannotExport
from carry.file.manifest import Of
from carry.file.problems import Damaged
from carry.file.vault_entries import Destroyed, Identity, Key
from domain.erasure.carrying_out import Traces, begin
from domain.erasure.use_cases import ErasureUseCases
from domain.kernel.occasion import Occasion
from domain.retention import expiring
from domain.retention.expiring import Retained
from domain.retention.periods import ExpiryKind
from domain.workspace.use_cases import WorkspaceUseCases
from event_log.call_streams import facts_of_call
from event_log.vault.master_key import MasterKey, held
from tests.carry.exporting.conftest import SignedLog, contents
from tests.patience import eventually
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE


def test_a_whole_log_is_in_the_file_row_by_row(signed_log: SignedLog, tmp_path: Path) -> None:
    exported = signed_log.export(tmp_path / "all", signed_log.wanted(Of.LOG))
    events, entries = contents(tmp_path / "all")
    stored = signed_log.connection.execute(
        "SELECT position, uuid_send(originator_id), originator_version, topic, state::text FROM log.events ORDER BY 1"
    ).fetchall()
    found = [(r.position, r.originator, r.version, r.topic.decode(), r.state.decode()) for r, _ in events]
    assert found == stored
    assert entries == []
    assert signed_log.check(tmp_path / "all").events == exported.seal.events == len(stored)


def test_keys_travel_under_a_transfer_key_and_nobody_erased_does(signed_log: SignedLog, tmp_path: Path) -> None:
    signed_log.connection.execute("SELECT vault.destroy(%s)", ([ALAN],))
    transfer = MasterKey(bytes(32)).in_place_of(held())
    signed_log.export(tmp_path / "sealed", signed_log.wanted(Of.LOG))
    assert contents(tmp_path / "sealed")[1] == [Destroyed(ALAN)]
    exported = signed_log.export(tmp_path / "all", signed_log.wanted(Of.LOG, transfer=transfer))
    assert exported.manifest.transfer is not None
    received = MasterKey(bytes(32)).identifying_by(exported.manifest.transfer)
    _, entries = contents(tmp_path / "all")
    keys = {each.subject: received.unwrap(each.wrapped, each.subject) for each in entries if isinstance(each, Key)}
    there = signed_log.connection.execute("SELECT subject_id, wrapped FROM vault.keys WHERE wrapped IS NOT NULL")
    assert keys == {subject: held().unwrap(bytes(wrapped), subject) for subject, wrapped in there}
    assert {ADA, GRACE, CHANNEL} <= keys.keys()
    assert [each for each in entries if isinstance(each, Destroyed)] == [Destroyed(ALAN)]
    ids = {each.digest: each.id for each in entries if isinstance(each, Identity)}
    assert ids[received.digest("user:ada")] == ADA
    assert ALAN not in ids.values()
    found = signed_log.check(tmp_path / "all")
    assert (found.keys, found.destroyed) == (len(keys), 1)


def test_nothing_travels_whose_erasure_or_expiry_has_begun(signed_log: SignedLog, tmp_path: Path) -> None:
    log, clock = signed_log.scene.log, signed_log.scene.clock
    use_cases = ErasureUseCases(log, clock)
    (erasure_id,) = use_cases.request(person_id=ADA, case=None, by=None, admin=True, cause=CAUSE).answer
    begun = begin(log, erasure_id, Traces(frozenset({DIRECT}), frozenset()), Occasion(clock(), CAUSE))
    log.commit(*begun)  # what comes next is that her keys are destroyed
    WorkspaceUseCases(log, clock).change_setting(name="retention.text_days", value=1, admin=True, cause=CAUSE)
    call_id = signed_log.call_id
    text = Retained(ExpiryKind.TEXT, call_id, call_id, CHANNEL, clock())
    log.commit(*expiring.begin(log, [text], lambda _: (), Occasion(clock() + timedelta(days=1), CAUSE)))
    gone, transfer = {ADA, DIRECT, call_id}, MasterKey(bytes(32)).in_place_of(held())
    for name, keys in (("sealed", None), ("all", transfer)):
        signed_log.export(tmp_path / name, signed_log.wanted(Of.LOG, transfer=keys))
        entries = contents(tmp_path / name)[1]
        assert {each.subject for each in entries if isinstance(each, Destroyed)} == gone
        assert not gone & {each.subject for each in entries if isinstance(each, Key)}
        assert not gone & {each.id for each in entries if isinstance(each, Identity)}
    assert GRACE in {each.subject for each in entries if isinstance(each, Key)}
    signed_log.check(tmp_path / "all")


def test_a_call_a_room_and_a_person_have_what_is_theirs_with_proofs(signed_log: SignedLog, tmp_path: Path) -> None:
    scene, last = signed_log.scene, signed_log.wanted(Of.LOG).checkpoint.size
    direct, _ = scene.start(DIRECT, ADA)
    scene.start(CHANNEL, GRACE)
    of_call = [recorded.position for recorded in facts_of_call(scene.reader, signed_log.call_id, until=last)]
    later = signed_log.signed_again()
    in_room = later.positions("topic = 'ringlog.Call.Started' AND state ->> 'room_id' = %s", str(CHANNEL))
    calls = [
        call
        for (call,) in later.connection.execute(
            "SELECT originator_id FROM log.events WHERE position = ANY (%s)", (in_room,)
        )
    ]
    of_room = {position for call in calls for position, *_ in facts_of_call(scene.reader, call)}
    of_room |= set(later.positions("originator_id = %s", CHANNEL))
    of_person = later.positions("originator_id = %s OR state::text LIKE %s", ALAN, f"%{ALAN}%")
    for log, of, id_, expected in (
        (signed_log, Of.CALL, signed_log.call_id, of_call),
        (later, Of.ROOM, CHANNEL, sorted(of_room)),
        (later, Of.PERSON, ALAN, of_person),
    ):
        log.export(tmp_path / of, log.wanted(of, id_))
        events, entries = contents(tmp_path / of)
        assert [row.position for row, _ in events] == expected
        assert entries == []
        assert log.check(tmp_path / of).events == len(expected) > 3
    assert len(calls) == 2
    assert direct not in calls


def test_a_log_that_isnt_what_was_signed_any_more_isnt_exported(signed_log: SignedLog, tmp_path: Path) -> None:
    file = tmp_path / "all"
    signed_log.connection.execute("DELETE FROM log.events WHERE position = 7")
    with pytest.raises(CannotExport, match=r"^Position 7 isn't in the log any more: `ringlog audit verify` tells more"):
        signed_log.export(file, signed_log.wanted(Of.LOG))
    signed_log.connection.execute("DELETE FROM log.events WHERE position > 6")
    signed_log.connection.execute("UPDATE proof.edge SET size = 6")
    with pytest.raises(CannotExport, match=r"^The log isn't the one of which a checkpoint of [0-9]+ events was signed"):
        signed_log.export(file, signed_log.wanted(Of.LOG))
    assert not file.exists()


def test_a_row_that_was_changed_in_the_database_is_found_in_the_file(signed_log: SignedLog, tmp_path: Path) -> None:
    signed_log.connection.execute(
        "UPDATE log.events SET recorded_at = recorded_at + interval '1 us' WHERE position = 9"
    )
    signed_log.export(tmp_path / "all", signed_log.wanted(Of.LOG))
    with pytest.raises(
        Damaged, match=r"^Lines 1 to [0-9]+, positions 1 to [0-9]+: something there isn't what was signed"
    ):
        signed_log.check(tmp_path / "all")
    found = signed_log.connection.execute("SELECT originator_id FROM log.events WHERE position = 9").fetchone()
    assert found is not None
    signed_log.export(tmp_path / "user", signed_log.wanted(Of.PERSON, found[0]))
    with pytest.raises(Damaged, match=r"^Line [0-9]+, position 9: this event isn't the one that was signed\.$"):
        signed_log.check(tmp_path / "user")


def test_a_part_that_others_could_read_is_nobody_elses_any_more(tmp_path: Path) -> None:
    part = tmp_path / "file.part"
    part.touch(0o666)
    part.chmod(0o666)
    with part_of(tmp_path / "file") as (_, whole):
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        whole()
    assert stat.S_IMODE((tmp_path / "file").stat().st_mode) == 0o600


def test_the_part_of_another_export_is_left_alone(signed_log: SignedLog, tmp_path: Path) -> None:
    file, part = tmp_path / "file", tmp_path / "file.part"
    transfer = MasterKey(bytes(32)).in_place_of(held())
    signed_log.export(tmp_path / "call", signed_log.wanted(Of.CALL, signed_log.call_id))
    signed_log.export(tmp_path / "all", signed_log.wanted(Of.LOG))
    for content, words in (
        ((tmp_path / "call").read_bytes(), f"is the part of another export, of call {signed_log.call_id}"),
        (b"something else", "isn't the part of an export that it should be"),
        ((tmp_path / "all").read_bytes(), "was begun with another transfer key, or without"),
    ):
        part.write_bytes(content)
        with pytest.raises(CannotExport, match=words):
            signed_log.export(file, signed_log.wanted(Of.LOG, transfer=transfer))
    with part_of(tmp_path / "new"), pytest.raises(CannotExport, match="is being written by another export"):
        signed_log.export(tmp_path / "new", signed_log.wanted(Of.LOG))
    with pytest.raises(CannotExport, match="is there already"):
        signed_log.export(tmp_path / "all", signed_log.wanted(Of.LOG))


LONGER = """
INSERT INTO log.events
SELECT %(end)s + nr, gen_random_uuid(), 1, 'ringlog.test.Nothing', json_build_object('nr', md5(nr::text)), now()
FROM generate_series(1, 40000) AS nr
"""


def test_an_export_whose_process_is_killed_goes_on_and_is_the_same_bytes(signed_log: SignedLog, tmp_path: Path) -> None:
    signed_log.connection.execute(LONGER, {"end": signed_log.wanted(Of.LOG).checkpoint.size})
    longer = signed_log.signed_again()
    longer.export(tmp_path / "whole", longer.wanted(Of.LOG))
    killed, part = tmp_path / "killed", tmp_path / "killed.part"
    command = [str(Path(sys.executable).with_name("ringlog")), "export", "log", "-o", str(killed)]
    settings = {
        "RINGLOG_DATABASE_URL": signed_log.scene.database_url,
        "RINGLOG_JWT_KEY": "a secret that is long enough to sign with",
        "RINGLOG_DATA_FOLDER": str(tmp_path),
    }
    kills = 0
    for frames in (1, 3):
        process = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL)
        eventually(partial(has_written, process, part, frames))
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            kills += 1
        process.wait()
    if not killed.exists():
        subprocess.run(command, env=os.environ | settings, check=True, capture_output=True)
    assert kills > 0
    assert killed.read_bytes() == (tmp_path / "whole").read_bytes()
    assert longer.check(killed).events > 40_000
    assert not part.exists()


def has_written(process: subprocess.Popen[bytes], part: Path, frames: int) -> bool:
    """Or has ended."""
    return process.poll() is not None or frames_in(part) >= frames


def frames_in(part: Path) -> int:
    return part.read_bytes().count(b'"sha256"') if part.exists() else 0


def test_what_isnt_there_isnt_exported_as_nothing(signed_log: SignedLog) -> None:
    for of, id_ in ((Of.CALL, CHANNEL), (Of.ROOM, ADA), (Of.PERSON, uuid4())):
        with pytest.raises(CannotExport, match=rf"^There is no {of} {id_} in this log, up to position 9\."):
            require_there(signed_log.connection, of, id_, 9)
