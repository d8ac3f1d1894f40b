"""A record in the formats of others, as those who read them expect it."""

import csv
import json
import re
from collections.abc import Mapping
from copy import copy
from datetime import datetime
from io import StringIO
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.calls.call import Call
from domain.kernel.personal import Erased
from domain.media_sessions.media_session import MediaCloseReason, TrackKind
from event_log import Recorded
from event_log.call_streams import facts_of_call
from event_log.records.fold import call_record
from event_log.records.formats import asterisk_cdr, asterisk_cel
from event_log.records.formats.cells import lines
from event_log.records.formats.choices import WRITINGS, RecordFormat
from event_log.records.record import CallRecord
from tests.event_log.records.played import Media, conference, publish, record_of, sample
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE, at
from tests.projections.scene import Scene

NAMES = {ADA: "Ada", GRACE: 'Grace "Amazing"', ALAN: "=Alan()"}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,12}Z")
DURATION = re.compile(r"PT\d+(\.\d+)?S")


def written(record: CallRecord, form: RecordFormat, names: Mapping[UUID, str] = NAMES) -> str:
    return WRITINGS[form].write(record, names)


def rows(text: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Rows without a header; each has a cell for every column."""
    found = list(csv.reader(StringIO(text)))
    assert {len(row) for row in found} == {len(columns)}
    return [dict(zip(columns, row, strict=True)) for row in found]


def everything(scene: Scene) -> CallRecord:
    call_id, media, recording_id = conference(scene)
    media.down()
    publish(scene, recording_id)
    return record_of(scene, call_id)


# JSON


def test_json_has_all_that_the_record_says_and_is_read_as_the_record_again(scene: Scene) -> None:
    record = everything(scene)
    document = json.loads(written(record, RecordFormat.JSON))
    assert document.pop("schema") == "ringlog.callRecord/1"
    assert msgspec.convert(document, CallRecord) == record
    assert document["asOf"] == record.as_of
    assert document["sessions"][0]["mediaUpAt"] == "2026-01-01T12:00:01Z"


# CSV


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1", '=HYPERLINK("http://x","y")', "=1,2"]
)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    ((first, second),) = csv.reader(StringIO(lines([(text, "plain")]), newline=""))
    assert first == f"'{text}"
    assert second == "plain"


def test_other_texts_are_cells_as_they_are() -> None:
    texts = ["1", "a=b", "a,b", 'say "x"', "two\r\nlines", " =1", "'=1", "(erased)", "Ünter"]
    (row,) = csv.reader(StringIO(lines([texts]), newline=""))
    assert row == texts


def test_the_table_has_a_row_for_each_session(scene: Scene) -> None:
    record = everything(scene)
    header, *sessions = csv.reader(StringIO(written(record, RecordFormat.CSV)))
    ada, grace, alan = (dict(zip(header, row, strict=True)) for row in sessions)
    assert (ada["user_name"], ada["device_id"], ada["seconds"]) == ("Ada", "phone", "40")
    assert (ada["call_id"], ada["title"], ada["complete"]) == (str(record.id), "General", "yes")
    assert datetime.fromisoformat(ada["joined_at"]) == record.started_at
    assert (ada["round_trip_ms_p50"], ada["round_trip_ms_worst"], ada["up_loss_worst"]) == ("200.0", "200.0", "0.1")
    assert (grace["user_name"], grace["leave_reason"], grace["media_up_at"]) == ('Grace "Amazing"', "removed", "")
    assert (grace["removed_by"], grace["connections"]) == (str(ALAN), "1")
    assert (alan["user_name"], alan["device_id"]) == ("'=Alan()", "'=phone")


# Microsoft Graph

CALL_RECORD = {
    "@odata.type",
    "id",
    "version",
    "type",
    "modalities",
    "lastModifiedDateTime",
    "startDateTime",
    "endDateTime",
    "joinWebUrl",
    "organizer_v2",
    "participants_v2",
    "sessions",
}
COMMON = {"id", "startDateTime", "endDateTime", "failureInfo", "caller", "callee"}
MODALITIES = {"unknown", "audio", "video", "videoBasedScreenSharing", "data", "screenSharing", "unknownFutureValue"}


def require_graph(document: dict[str, Any]) -> None:
    """By the resource types' documentation: names, enumerations, and how moments and durations are written."""
    assert document.keys() == CALL_RECORD
    assert document["type"] in {"unknown", "groupCall", "peerToPeer", "unknownFutureValue"}
    assert isinstance(document["version"], int)
    for session in document["sessions"]:
        assert session.keys() == COMMON | {"modalities", "isTest", "segments"}
        assert session["caller"]["@odata.type"] == "#microsoft.graph.callRecords.participantEndpoint"
        assert session["callee"]["@odata.type"] == "#microsoft.graph.callRecords.serviceEndpoint"
        assert set(session["modalities"]) <= set(document["modalities"]) <= MODALITIES
        for segment in session["segments"]:
            assert segment.keys() == COMMON | {"media"}
            require_media(segment["media"])
        for part in (document, session, *session["segments"]):
            assert STAMP.fullmatch(part["startDateTime"])
            assert part["endDateTime"] is None or STAMP.fullmatch(part["endDateTime"])
        for part in (session, *session["segments"]):
            assert part["failureInfo"] is None or part["failureInfo"].keys() == {"reason", "stage"}
            assert part["failureInfo"] is None or part["failureInfo"]["stage"] in {"unknown", "callSetup", "midcall"}


def require_media(media: list[dict[str, Any]]) -> None:
    for entry in media:
        assert {"label", "streams"} < entry.keys()
        for stream in entry["streams"]:
            assert stream["streamDirection"] in {"callerToCallee", "calleeToCaller"}
            durations = [value for name, value in stream.items() if name.endswith(("Jitter", "Time"))]
            assert len(durations) == 4
            assert all(value is None or DURATION.fullmatch(value) for value in durations)


def test_graph_starts_with_the_first_who_joined_and_ends_with_the_last_who_left(scene: Scene) -> None:
    record = everything(scene)
    document = json.loads(written(record, RecordFormat.GRAPH))
    require_graph(document)
    assert (document["type"], document["version"]) == ("groupCall", record.version)
    assert document["startDateTime"] == "2026-01-01T12:00:00.000000Z"
    assert document["endDateTime"] == "2026-01-01T12:00:40.000000Z"
    assert document["modalities"] == ["audio", "videoBasedScreenSharing"]
    assert document["organizer_v2"]["identity"]["user"] == {"id": str(ADA), "displayName": "Ada", "tenantId": None}
    assert [one["id"] for one in document["participants_v2"]] == [str(ADA), str(GRACE), str(ALAN)]


def test_in_graph_a_session_is_a_device_and_a_segment_one_media_connection(scene: Scene) -> None:
    record = everything(scene)
    ada, grace, alan = json.loads(written(record, RecordFormat.GRAPH))["sessions"]
    assert (ada["id"], ada["caller"]["name"]) == (str(record.sessions[0].id), "phone")
    (segment,) = ada["segments"]
    assert (segment["id"], segment["failureInfo"]) == (str(UUID(int=1)), None)
    (media,) = segment["media"]
    up, down = media["streams"]
    assert (up["streamDirection"], down["streamDirection"]) == ("callerToCallee", "calleeToCaller")
    assert (up["maxJitter"], up["maxRoundTripTime"], up["maxPacketLossRate"]) == ("PT0.05S", "PT0.2S", 0.1)
    (failed,) = grace["segments"]
    assert failed["failureInfo"] == {"reason": "No UDP packet arrived.", "stage": "callSetup"}
    assert (alan["segments"], alan["modalities"]) == ([], [])


def test_a_direct_call_is_peer_to_peer_in_graph_and_what_dropped_failed_in_the_middle(scene: Scene) -> None:
    call_id, session_id = scene.start(DIRECT)
    media = Media(scene, call_id, session_id, ADA)
    media.up()
    media.sends(TrackKind.CAMERA, 7)
    scene.turn(1)
    media.down(MediaCloseReason.DROPPED)
    document = json.loads(written(record_of(scene, call_id), RecordFormat.GRAPH))
    require_graph(document)
    assert (document["type"], document["endDateTime"], document["modalities"]) == ("peerToPeer", None, ["video"])
    assert document["sessions"][0]["segments"][0]["failureInfo"]["stage"] == "midcall"


# Asterisk


def cdr(record: CallRecord) -> list[dict[str, str]]:
    return rows(written(record, RecordFormat.CDR), asterisk_cdr.COLUMNS)


def cel(record: CallRecord) -> list[dict[str, str]]:
    return rows(written(record, RecordFormat.CEL), asterisk_cel.COLUMNS)


def test_cdr_has_a_row_for_each_leg_of_a_conference(scene: Scene) -> None:
    record = everything(scene)
    ada, *others = cdr(record)
    assert (ada["src"], ada["dst"], ada["clid"]) == (str(ADA), str(CHANNEL), f'"Ada" <{ADA}>')
    assert (ada["start"], ada["answer"], ada["end"]) == (
        "2026-01-01 12:00:00",
        "2026-01-01 12:00:00",
        "2026-01-01 12:00:40",
    )
    assert (ada["duration"], ada["billsec"], ada["disposition"]) == ("40", "40", "ANSWERED")
    assert {leg["src"]: leg["disposition"] for leg in others} == {str(GRACE): "FAILED", str(ALAN): "ANSWERED"}
    assert {leg["linkedid"] for leg in cdr(record)} == {str(record.id)}
    assert [leg["sequence"] for leg in cdr(record)] == ["1", "2", "3"]


def test_a_ring_that_was_accepted_is_one_leg_with_its_session(scene: Scene) -> None:
    call_id, ada = scene.start(DIRECT)
    scene.turn(5)
    (ring,) = record_of(scene, call_id).rings
    scene.accept(ring.id, GRACE)
    scene.turn(10)
    scene.end(call_id)
    caller, callee = cdr(record_of(scene, call_id))
    assert (caller["src"], caller["duration"], caller["billsec"]) == (str(ADA), "15", "10")
    assert (callee["src"], callee["dst"], callee["lastapp"]) == (str(ADA), str(GRACE), "Dial")
    assert callee["channel"] == caller["channel"] == f"Ringlog/{ada}"
    assert (callee["duration"], callee["billsec"], callee["disposition"]) == ("15", "10", "ANSWERED")


@pytest.mark.parametrize(("declined", "disposition"), [(True, "BUSY"), (False, "NO ANSWER")])
def test_a_direct_call_that_nobody_took(scene: Scene, declined: bool, disposition: str) -> None:
    call_id, _ = scene.start(DIRECT)
    scene.turn(60)
    (ring,) = record_of(scene, call_id).rings
    assert cdr_of_ongoing(scene, call_id) == ""
    if declined:
        scene.turn(-55)
        scene.rings.decline(ring_id=ring.id, by=GRACE, cause=CAUSE)
    else:
        scene.timer(lambda consequences: consequences.expire_ring(ring.id, at(60)))
    legs = cdr(record_of(scene, call_id))
    assert [leg["disposition"] for leg in legs] == [disposition] * 2
    assert [leg["billsec"] for leg in legs] == ["0", "0"]
    assert {leg["dst"] for leg in legs} == {str(DIRECT), str(GRACE)}


def cdr_of_ongoing(scene: Scene, call_id: UUID) -> str:
    return written(record_of(scene, call_id), RecordFormat.CDR)


def test_cel_tells_each_channels_story_in_the_order_of_time(scene: Scene) -> None:
    record = everything(scene)
    events = cel(record)
    assert [event["eventtime"] for event in events] == sorted(event["eventtime"] for event in events)
    stories = {
        channel: [event["eventtype"] for event in events if event["uniqueid"] == str(channel)]
        for channel in (session.id for session in record.sessions)
    }
    up = ["CHAN_START", "ANSWER", "BRIDGE_ENTER", "BRIDGE_EXIT", "HANGUP", "CHAN_END"]
    never_up = ["CHAN_START", "ANSWER", "HANGUP", "CHAN_END"]
    ada, grace, alan = stories.values()
    assert (ada, grace) == (up, never_up)
    assert alan == [*never_up, "LINKEDID_END"]
    assert events[-1]["eventtype"] == "LINKEDID_END"
    assert {event["linkedid"] for event in events} == {str(record.id)}
    hangup = next(event for event in events if event["eventtype"] == "HANGUP")
    assert json.loads(hangup["extra"]) == {"hangupcause": 16, "hangupsource": "", "dialstatus": ""}


def test_cel_of_a_call_that_is_declined_has_no_answer(scene: Scene) -> None:
    call_id, _ = scene.start(DIRECT)
    (ring,) = record_of(scene, call_id).rings
    assert "LINKEDID_END" not in written(record_of(scene, call_id), RecordFormat.CEL)
    scene.rings.decline(ring_id=ring.id, by=GRACE, cause=CAUSE)
    events = cel(record_of(scene, call_id))
    assert "ANSWER" not in {event["eventtype"] for event in events}
    rung = [event for event in events if event["uniqueid"] == str(ring.id) and event["eventtype"] == "HANGUP"]
    assert json.loads(rung[0]["extra"])["hangupcause"] == 21


# Those who were forgotten


def test_texts_that_were_erased_are_shown_as_such_in_every_format(scene: Scene) -> None:
    call_id, session_id = scene.start(CHANNEL)
    media = Media(scene, call_id, session_id, ADA)
    media.up()
    media.measures(sample(1, 1, 1))
    scene.end(call_id)
    scene.react()
    facts = [_erased(one) for one in facts_of_call(scene.reader, call_id, thread=False)]
    record = call_record(facts)
    assert (record.title, record.sessions[0].device_id) == ("(erased)", "(erased)")
    for form in RecordFormat:
        text = written(record, form, {})
        assert "(erased)" in text
        assert "General" not in text
        assert "phone" not in text


def _erased(recorded: Recorded) -> Recorded:
    """As it is read once the key of what it says of people is gone."""
    gone = {Call.Started: "title", Call.SessionJoined: "device_id"}.get(type(recorded.fact))
    if gone is None:
        return recorded
    fact = copy(recorded.fact)
    vars(fact)[gone] = Erased()
    return recorded._replace(fact=fact)
