"""A whole log in an empty database: the same log, that goes on, and nothing if it isn't what was signed."""

from contextlib import closing
from pathlib import Path

import msgspec
import psycopg
import pytest

import projections
from carry.checking.check import Outside
from carry.file.manifest import Of
from carry.file.problems import Damaged, NotUsable
from carry.importing.cannot_import import CannotImport, Fork
from carry.importing.importing import Imported
from carry.importing.staging import NOWHERE
from domain.consequences.policies import NAME
from domain.log_keys.use_cases import log_key_of
from event_log import LogReader
from event_log.application import Ringlog
from event_log.vault.destroying import destroy
from event_log.vault.master_key import MasterKey, MasterKeyUnusable, held
from proof import store
from proof.integrator import Integrator
from proof.notes.note_signer import NoteSigner
from tests.carry import made
from tests.carry.exporting.conftest import SignedLog
from tests.carry.importing.imports import (
    KNOWN,
    TRANSFER,
    another_database,
    everything,
    holding,
    keyring,
    made_file,
    take,
    views,
)
from tests.people import ADA, ALAN
from tests.projections.random_history import RandomHistory
from tests.projections.scene import dump
from tests.signed_log import ORIGIN


def test_a_log_moves_with_its_keys_and_shows_the_same_byte_for_byte(
    signed_log: SignedLog, postgres_url: str, tmp_path: Path
) -> None:
    scene = signed_log.scene
    RandomHistory(scene, seed=3).go_on(250)
    scene.react()
    destroy(signed_log.connection, [ALAN])
    scene.log.track(NAME, scene.log.end_of_log())
    signed = signed_log.signed_again()
    exported = signed.export(tmp_path / "all", signed.wanted(Of.LOG, transfer=TRANSFER.in_place_of(held())))
    content, last = (tmp_path / "all").read_bytes(), exported.manifest.last
    keys = keyring(exported.manifest.transfer)
    views(scene.database_url)
    rows = everything(scene.database_url)
    with another_database(postgres_url) as there:
        taken = take(there, content, keys=keys, kept_origin=ORIGIN)
        found = everything(there)
        assert taken == Imported(exported.manifest, last, len(rows["vault.keys"]) - 1, NOWHERE)
        assert found["log.events"] == rows["log.events"]
        assert found["proof.edge"] == rows["proof.edge"]
        assert found["vault.identities"] == rows["vault.identities"]
        with holding(keys.own):
            views(there)
            assert dump(there) == dump(scene.database_url)
            with Ringlog(env={"DATABASE_URL": there}) as log:
                assert not log.read_only
                assert log.tracked(NAME) == last_cause(scene.reader, last)
                assert log.identities.of("user", "ada") == ADA
                log_key = log_key_of(log)
                assert log_key is not None
                assert log_key.origin == ORIGIN
        with psycopg.connect(there, autocommit=True) as connection:
            assert connection.execute("SELECT subject_id FROM vault.keys WHERE wrapped IS NULL").fetchall() == [(ALAN,)]
            assert store.integrated(connection) == store.integrated(signed_log.connection)


def last_cause(reader: LogReader, last: int) -> int:
    """The position of the last fact from which something followed by a policy."""
    recorded = reader.read(0, last)
    positions = {each.fact.reference(): each.position for each in recorded}
    return max(positions[each.fact.cause.causation_id] for each in recorded if each.fact.cause.origin == NAME)


def test_the_same_file_again_changes_nothing_and_another_event_at_a_position_is_a_fork(
    signed_log: SignedLog, postgres_url: str, tmp_path: Path
) -> None:
    exported = signed_log.export(tmp_path / "all", signed_log.wanted(Of.LOG, transfer=TRANSFER.in_place_of(held())))
    signed_log.export(tmp_path / "call", signed_log.wanted(Of.CALL, signed_log.call_id))
    content, keys = (tmp_path / "all").read_bytes(), keyring(exported.manifest.transfer)
    part, (_, second, *_) = (
        (tmp_path / "call").read_bytes(),
        signed_log.positions("originator_id = %s", signed_log.call_id),
    )
    with another_database(postgres_url) as there, psycopg.connect(there, autocommit=True) as connection:
        take(there, content, keys=keys, kept_origin=ORIGIN)
        indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'events' ORDER BY 1"
        assert connection.execute(indexes).fetchall() == signed_log.connection.execute(indexes).fetchall()
        with closing(Integrator(there)) as integrator:
            assert not integrator.integrate(connection)
        assert store.refused(connection) is None
        before = everything(there)
        assert take(there, content, keys=keys).already
        assert take(there, part, sandbox=True).already
        assert everything(there) == before
        connection.execute("UPDATE log.events SET recorded_at = recorded_at + '1 microsecond' WHERE position = 7")
        with pytest.raises(Fork, match="Line 7, position 7: the log here has another event"):
            take(there, content, keys=keys)
        connection.execute("DELETE FROM log.events WHERE position = %s", (second,))
        with pytest.raises(CannotImport, match=f"position {second:,}: this database has a part of the same log"):
            take(there, part, sandbox=True)


def test_nothing_is_signed_for_a_log_that_may_go_on_elsewhere(
    postgres_url: str, signed_log: SignedLog, tmp_path: Path
) -> None:
    exported = signed_log.export(tmp_path / "all", signed_log.wanted(Of.LOG, transfer=TRANSFER.in_place_of(held())))
    content, keys = (tmp_path / "all").read_bytes(), keyring(exported.manifest.transfer)
    with another_database(postgres_url) as there:
        take(there, content, keys=keys)
        with psycopg.connect(there, autocommit=True) as connection:
            assert "whether it went on elsewhere" in (store.refused(connection) or "")
            assert store.integrated(connection) == store.integrated(signed_log.connection)


def test_what_an_installation_could_not_go_on_with_is_refused(
    signed_log: SignedLog, database_url: str, postgres_url: str, tmp_path: Path
) -> None:
    signed_log.export(tmp_path / "sealed", signed_log.wanted(Of.LOG))
    signed_log.export(tmp_path / "call", signed_log.wanted(Of.CALL, signed_log.call_id))
    exported = signed_log.export(tmp_path / "all", signed_log.wanted(Of.LOG, transfer=TRANSFER.in_place_of(held())))
    sealed, call, all_ = ((tmp_path / name).read_bytes() for name in ("sealed", "call", "all"))
    keys = keyring(exported.manifest.transfer)
    other = Outside((NoteSigner.new(ORIGIN).key,))
    with another_database(postgres_url) as there:
        empty = everything(there)
        with pytest.raises(CannotImport, match="keys aren't in this export"):
            take(there, sealed)
        with pytest.raises(CannotImport, match="a part of a log"):
            take(there, call)
        with pytest.raises(CannotImport, match="the transfer key"):
            take(there, all_)
        with pytest.raises(NotUsable, match="isn't by that key"):
            take(there, all_, keys=keys, outside=other)
        with pytest.raises(MasterKeyUnusable):
            take(there, all_, keys=keys._replace(transfer=MasterKey(bytes(range(32)))))
        assert everything(there) == empty
        with psycopg.connect(there) as connection:
            connection.execute("INSERT INTO vault.identities VALUES ('\\x00', gen_random_uuid())")
        with pytest.raises(CannotImport, match="isn't empty: there is something in the vault"):
            take(there, all_, keys=keys)
    here = everything(database_url)
    other_log = NoteSigner.new("other.example/log")
    manifest = msgspec.structs.replace(
        made.manifest(KNOWN[:9]),
        origin=other_log.name,
        checkpoint=bytes(made.checkpoint(KNOWN[:9], other_log)).decode(),
        signers=(str(other_log.key),),
    )
    with pytest.raises(CannotImport, match=r"of the log example.org/log in this database already.*--sandbox"):
        take(database_url, made.written(KNOWN[:9], manifest), sandbox=True)
    assert everything(database_url) == here


def swapped(content: bytes) -> bytes:
    parts = list(made.blocks(content))
    return b"".join([parts[0], parts[2], parts[1], *parts[3:]])


def flipped(content: bytes) -> bytes:
    at = len(content) // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def test_a_file_that_is_not_what_was_exported_changes_nothing_and_is_told_by_line(postgres_url: str) -> None:
    content = made_file(2_500)
    other_event = [*KNOWN[:1_199], KNOWN[1_199]._replace(recorded_at=1), *KNOWN[1_200:]]
    no_json = [*KNOWN[:1_199], KNOWN[1_199]._replace(state=b"{"), *KNOWN[1_200:]]
    unknown = [*KNOWN[:6], KNOWN[6]._replace(topic=b"ringlog.Call.Teleported"), *KNOWN[7:]]
    signed = made.manifest(KNOWN)
    damaged = {
        "After line 2,000, position 2,000: the file was cut off": content[:-300],
        "Lines 1,001 to 2,000, positions 1,001 to 2,000": flipped(content),
        "After line 1,000, position 1,000: the frame that follows is number 3": swapped(content),
        "positions 1 to 2,500: something there isn't what was signed": made.written(other_event, signed),
        "Line 1,200, position 1,200: what stands there can't be an event": made.written(no_json),
        "Line 7, position 7: this program knows no ringlog.Call.Teleported": made.written(unknown),
    }
    with another_database(postgres_url) as there:
        empty = everything(there)
        for sentence, file in damaged.items():
            with pytest.raises((Damaged, CannotImport), match=sentence):
                take(there, file, sandbox=True)
            assert everything(there) == empty


class Killed(Exception):
    pass


def test_an_import_goes_on_after_its_last_frame_and_starts_over_with_another_file(postgres_url: str) -> None:
    content = made_file(2_500)
    told: list[int] = []

    def killed(done: int, _of: int) -> None:
        told.append(done)
        if len(told) == 2:
            raise Killed

    with another_database(postgres_url) as there:
        empty = everything(there)
        with pytest.raises(Killed):
            take(there, content, sandbox=True, progress=killed)
        assert everything(there) == empty
        taken = take(there, content, sandbox=True)
        assert (taken.gone_on_after.frame, taken.gone_on_after.position, taken.events) == (2, 2_000, 2_500)
        with psycopg.connect(there) as connection:
            assert connection.execute("SELECT count(*), max(position) FROM log.events").fetchone() == (2_500, 2_500)
    with another_database(postgres_url) as there:
        told.clear()
        with pytest.raises(Killed):
            take(there, content, sandbox=True, progress=killed)
        assert take(there, made_file(1_200), sandbox=True).gone_on_after == NOWHERE


def test_a_database_that_is_lost_keeps_what_was_taken_in(postgres_url: str) -> None:
    content = made_file(2_500)

    def lost(done: int, _of: int) -> None:
        if done == 1_000:
            with psycopg.connect(there, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                    "WHERE application_name = 'ringlog import' AND datname = current_database()"
                )

    with another_database(postgres_url) as there:
        with pytest.raises(psycopg.OperationalError):
            take(there, content, sandbox=True, progress=lost)
        assert take(there, content, sandbox=True).gone_on_after.frame == 1


def test_views_are_current_after_an_import(signed_log: SignedLog, postgres_url: str, tmp_path: Path) -> None:
    signed_log.export(tmp_path / "all", signed_log.wanted(Of.LOG))
    with another_database(postgres_url) as there:
        take(there, (tmp_path / "all").read_bytes(), sandbox=True)
        views(there, only_shows=True)
        assert projections.is_current(there)
