"""What people get to read: all that is recorded of them, and no text that is somebody else's."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from carry.exporting.person import data_subject
from carry.exporting.readable import WITHHELD, write_readable
from carry.file.manifest import Of
from domain.directory.room import RoomKind
from domain.directory.use_cases import RoomProfile
from domain.inspections.inspection import Seen, Subject
from domain.inspections.use_cases import InspectionUseCases
from event_log.mapper import FactMapper
from tests.carry.exporting.conftest import SignedLog
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, EDSGER, GRACE, GROUP

BY_GRACE = replace(CAUSE, actor=f"user:{GRACE}", origin="192.0.2.77")


def readable(log: SignedLog, folder: Path, of: Of, id_: Any) -> Any:
    folder.mkdir(exist_ok=True)
    log.export(folder / of, log.wanted(of, id_))
    with (folder / of).open("rb") as export, (folder / "readable").open("wb") as output:
        subject = (
            data_subject(log.connection, log.scene.reader, id_, log.wanted(of).checkpoint.size)
            if of is Of.PERSON
            else None
        )
        about, disclosed = ({}, None) if subject is None else (subject.about, subject.disclosed)
        write_readable(export, output, FactMapper(log.scene.reader.sealer), about, disclosed)
    return json.loads((folder / "readable").read_text())


def said(log: SignedLog) -> SignedLog:
    """Ada and Grace have said something, each from an address of her own, and Grace calls Ada in their room."""
    threads = log.scene.threads
    threads.post(call_id=log.call_id, by=ADA, text="mine, Ada's", cause=replace(CAUSE, origin="192.0.2.1"))
    threads.post(call_id=log.call_id, by=GRACE, text=f"about {ADA}", cause=BY_GRACE)
    log.scene.start(DIRECT, GRACE)
    return log.signed_again()


def test_a_person_gets_their_own_texts_and_nobody_elses(signed_log: SignedLog, tmp_path: Path) -> None:
    log = said(signed_log)
    document = readable(log, tmp_path, Of.PERSON, ADA)
    written = json.dumps(document["facts"])
    assert "mine, Ada's" in written
    assert "192.0.2.1" in written
    assert f"about {ADA}" not in written
    assert "192.0.2.77" not in written
    facts = {(fact["topic"], fact["originator_id"]): fact for fact in document["facts"]}
    assert facts["ringlog.User.Registered", str(ADA)]["name"] == "Ada"
    assert facts["ringlog.User.Registered", str(GRACE)]["name"] == WITHHELD  # Ada caused it
    titles = {fact["initiator_id"]: fact["title"] for fact in document["facts"] if "initiator_id" in fact}
    assert titles[str(ADA)] != WITHHELD
    assert titles[str(GRACE)] == WITHHELD
    assert document["rooms"][str(CHANNEL)] == "General"
    assert (document["of"], document["id"], document["log"]) == ("person", str(ADA), log.signer.name)
    assert "somebody else's" in document["has_not"]


def test_which_operator_looked_is_not_theirs_to_know(signed_log: SignedLog, tmp_path: Path) -> None:
    operator = replace(CAUSE, actor="operator", origin="barbara@desk")
    looked = InspectionUseCases(signed_log.scene.log, signed_log.scene.clock)
    looked.record(auditor_id=EDSGER, seen=[Seen(Subject.EXPORT, ADA)], live=False, cause=operator)
    document = readable(signed_log.signed_again(), tmp_path, Of.PERSON, ADA)
    (made,) = (fact for fact in document["facts"] if fact["topic"] == "ringlog.Inspection.Made")
    assert made["cause"] == made["cause"] | {"actor": "operator", "origin": WITHHELD}
    assert "barbara" not in json.dumps(document)


def test_rooms_have_the_names_that_they_had_when_the_person_was_in_them(signed_log: SignedLog, tmp_path: Path) -> None:
    directory = signed_log.scene.directory
    between_others = RoomProfile("grace-alan", RoomKind.DIRECT, "Grace, Alan", members=("grace", "alan"))
    directory.upsert_rooms(rooms=[between_others], cause=CAUSE)  # Ada does that, and isn't in it
    directory.remove_members(room="general", users=["ada"], cause=CAUSE)
    directory.upsert_rooms(rooms=[RoomProfile("general", RoomKind.CHANNEL, "Without Ada")], cause=BY_GRACE)
    log = signed_log.signed_again()
    document = readable(log, tmp_path, Of.PERSON, ADA)
    assert document["rooms"] == {str(DIRECT): "Ada, Grace", str(GROUP): "All three", str(CHANNEL): "General"}
    assert not {"Grace, Alan", "Without Ada"} & set(re.findall(r'"([^"]*)"', json.dumps(document)))
    directory.add_members(room="general", users=["ada"], cause=BY_GRACE)
    assert readable(log.signed_again(), tmp_path / "again", Of.PERSON, ADA)["rooms"][str(CHANNEL)] == "Without Ada"


def test_texts_from_before_there_were_keys_are_withheld_likewise(signed_log: SignedLog, tmp_path: Path) -> None:
    plain = """UPDATE log.events SET state = jsonb_set(state::jsonb, '{title}', '"plain"')::json
        WHERE topic = 'ringlog.Call.Started' AND originator_id = %s"""
    signed_log.connection.execute(plain, (signed_log.call_id,))
    document = readable(signed_log, tmp_path, Of.PERSON, ALAN)
    assert '"plain"' not in json.dumps(document)


def test_erased_texts_are_said_to_be(signed_log: SignedLog, tmp_path: Path) -> None:
    signed_log.connection.execute("SELECT vault.destroy(%s)", ([ADA],))
    signed_log.scene.reader._keys.start_over()
    document = readable(signed_log, tmp_path, Of.PERSON, ADA)
    registered = next(fact for fact in document["facts"] if fact["topic"] == "ringlog.User.Registered")
    assert registered["name"] == "(erased)"


def test_a_call_is_readable_as_a_whole(signed_log: SignedLog, tmp_path: Path) -> None:
    log = said(signed_log)
    document = readable(log, tmp_path, Of.CALL, log.call_id)
    written = json.dumps(document)
    assert "mine, Ada's" in written
    assert f"about {ADA}" in written
    assert WITHHELD not in written
    assert [fact["position"] for fact in document["facts"]] == sorted(fact["position"] for fact in document["facts"])
