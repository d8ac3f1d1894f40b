"""A sandbox: a log, or a part of one, in a database in which it is only looked at."""

from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from api.access.tokens import Role
from api.graphql.core.ids import global_id
from carry.file.manifest import Of
from carry.importing.vault import Keyring
from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from domain.kernel.errors import LogIsReadOnly
from event_log.application import Ringlog
from event_log.vault.master_key import MasterKey, held
from ringlog.cli import app
from runtime.config import Config
from runtime.storage.folder_storage import FolderStorage
from tests.api.world import SECRET, living_world
from tests.carry.exporting.conftest import SignedLog
from tests.carry.importing.imports import TRANSFER, everything, take, views
from tests.patience import eventually
from tests.people import ADA, CAUSE, DIRECT
from tests.turned_clock import TurnedClock
from worker.process import WorkerProcess

UNREADABLE = "(unreadable: its key is missing)"


def ringlog(*arguments: object) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_a_customers_call_is_replayed_elsewhere_and_nothing_is_changed(
    signed_log: SignedLog, elsewhere: str, tmp_path: Path
) -> None:
    call = signed_log.call_id
    file = tmp_path / "call.ringlog"
    exported = signed_log.export(file, signed_log.wanted(Of.CALL, call))
    assert exported.seal.events < signed_log.scene.log.end_of_log()
    (tmp_path / "log.pub").write_text(str(signed_log.signer.key))
    imported = ringlog("import", file, "--sandbox", "--key", tmp_path / "log.pub")
    assert imported.exit_code == 0, imported.output
    assert f"{exported.seal.events:,} events" in imported.output
    assert "sandbox" in imported.output
    before = everything(elsewhere)
    replayed = ringlog("replay", call)
    assert replayed.exit_code == 0, replayed.output
    assert "Call.Ended" in replayed.output
    assert UNREADABLE in replayed.output
    assert "(erased)" not in replayed.output
    assert ringlog("record", call).exit_code == 0
    events = ringlog("events", "--json")
    assert len(events.output.splitlines()) == exported.seal.events
    again = ringlog("import", file, "--sandbox")
    assert (again.exit_code, "nothing was changed" in again.output) == (0, True)
    assert ringlog("erase", ADA, "--yes").exit_code != 0
    assert everything(elsewhere) == before


def test_no_deadline_runs_in_a_sandbox_and_the_database_itself_refuses_facts(
    signed_log: SignedLog, elsewhere: str, tmp_path: Path, clock: TurnedClock
) -> None:
    signed_log.scene.start(DIRECT, ADA)
    signed_log.scene.react()
    signed = signed_log.signed_again()
    file = tmp_path / "all.ringlog"
    signed.export(file, signed.wanted(Of.LOG))
    assert ringlog("import", file, "--sandbox").exit_code == 0
    before, stop = everything(elsewhere), Event()
    clock.turn(3_600)
    worker = WorkerProcess(elsewhere, clock, FolderStorage(tmp_path))
    thread = Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        with psycopg.connect(elsewhere, autocommit=True) as connection:
            indexed = "SELECT position FROM search.standing"
            last = signed.wanted(Of.LOG).checkpoint.size
            eventually(lambda: connection.execute(indexed).fetchone() == (last,))
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction, match="sandbox"):
                connection.execute("SELECT log.append('{}', '{}', '{}', '{}', '{}', '{}')")
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction, match="sandbox"):
                connection.execute("INSERT INTO log.tracking VALUES ('policies', 1)")
            with pytest.raises(psycopg.errors.ReadOnlySqlTransaction, match="sandbox"):
                connection.execute("INSERT INTO vault.keys VALUES (gen_random_uuid(), 'key')")
    finally:
        stop.set()
        thread.join()
    with Ringlog(env={"DATABASE_URL": elsewhere}) as log, pytest.raises(LogIsReadOnly):
        CallUseCases(log, clock).start(room_id=DIRECT, by=ADA, device=Device("phone"), cause=CAUSE)
    assert everything(elsewhere) == before


async def test_people_see_in_a_sandbox_what_they_saw_and_can_change_nothing(
    signed_log: SignedLog, elsewhere: str, tmp_path: Path
) -> None:
    call_id, _ = signed_log.scene.start(DIRECT, ADA)
    signed = signed_log.signed_again()
    exported = signed.export(tmp_path / "all", signed.wanted(Of.LOG, transfer=TRANSFER.in_place_of(held())))
    proof = exported.manifest.transfer
    assert proof is not None
    keys = Keyring(MasterKey(bytes(32)).identifying_by(proof), held())
    take(elsewhere, (tmp_path / "all").read_bytes(), sandbox=True, keys=keys)
    views(elsewhere, only_shows=True)
    before = everything(elsewhere)
    config = Config(database_url=elsewhere, data_folder=tmp_path, jwt_key=SecretStr(SECRET))
    async with living_world(config) as world:
        room = '{ roomByExternalId(externalId: "ada-grace") { name ongoingCall { state } } }'
        seen = (await world.ask(room, by="ada"))["roomByExternalId"]
        assert (seen["name"], seen["ongoingCall"]["state"]) == ("Ada, Grace", "CALLING")
        ended = await world.change("endCall { callId }", by="ada", callId=global_id("Call", call_id))
        assert ended["code"] == "LOG_IS_READ_ONLY"
        people = [{"externalId": "new", "name": "New"}]
        made = await world.change("upsertUsers { userIds }", by="chat", role=Role.SERVICE, users=people)
        assert made["code"] == "LOG_IS_READ_ONLY"
        general = '{ roomByExternalId(externalId: "general") { name } }'
        audited = await world.ask(general, by="iris", role=Role.AUDITOR)
        assert audited["roomByExternalId"]["name"] == "General"
    after = everything(elsewhere)
    assert len(after.pop("vault.identities")) == len(before.pop("vault.identities")) + 1  # of the auditor
    assert after == before
