"""Whoever reads the log reads `(erased)` where a key is destroyed, and everything else as ever."""

import json
from contextlib import closing
from uuid import UUID

import pytest
from typer.testing import CliRunner

from domain.calls.joining import Device
from domain.calls.use_cases import CallUseCases
from event_log.application import Ringlog
from event_log.reads import Reads
from event_log.vault.keys import Keys
from ringlog.cli import app
from tests.people import ADA, CAUSE, CHANNEL


@pytest.fixture
def call_id(log: Ringlog, calls: CallUseCases, database_url: str, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A call of Ada's, who is erased."""
    monkeypatch.setenv("RINGLOG_DATABASE_URL", database_url)
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    started = calls.start(room_id=CHANNEL, by=ADA, device=Device("phone"), cause=CAUSE).answer[0]
    with closing(Reads(database_url, "erasure", connections=1)) as reads:
        Keys(reads.rows).destroy([ADA])
    return started


def printed(*command: str) -> str:
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_events_are_printed_for_people(call_id: UUID) -> None:
    shown = printed("events")
    assert "title: (erased)" in shown
    assert "from (erased)" in shown
    assert "name: Grace" in shown
    assert "Ada" not in shown.replace("name: Ada, Grace", "").replace("Ada, Grace (", "")


def test_events_are_printed_for_programs(call_id: UUID) -> None:
    facts = [json.loads(line) for line in printed("events", "--call", str(call_id), "--json").splitlines()]
    assert facts[0]["title"] == "(erased)"
    happened = [fact for fact in facts if fact["topic"] != "ringlog.Inspection.Made"]
    assert {fact["cause"]["origin"] for fact in happened} == {"(erased)"}
    assert facts[0]["initiator_id"] == str(ADA)


def test_a_call_is_replayed(call_id: UUID) -> None:
    shown = printed("replay", str(call_id))
    assert "title: (erased)" in shown
    assert "Call.SessionJoined" in shown
