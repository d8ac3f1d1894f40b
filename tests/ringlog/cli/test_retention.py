"""`ringlog retention certificates`: what has expired, as it can be handed to whoever asks."""

from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from typer.testing import CliRunner, Result

from domain.consequences.consequences import Consequences
from domain.erasure.extent import Extent
from domain.kernel.ids import expiry_id
from domain.kernel.occasion import Occasion
from domain.retention.expiring import Retained, begin, complete
from domain.retention.periods import ExpiryKind
from domain.workspace.use_cases import WorkspaceUseCases
from event_log.application import Ringlog
from ringlog.cli import app
from tests.people import AT, CAUSE, CHANNEL
from tests.turned_clock import TurnedClock


@pytest.fixture
def at_hand(database_url: str, log: Ringlog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGLOG_DATABASE_URL", database_url)
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")


def expired(log: Ringlog, clock: TurnedClock) -> UUID:
    """A call whose texts were kept for a day."""
    call_id, consequences = uuid4(), Consequences(log, clock)
    WorkspaceUseCases(log, clock).change_setting(name="retention.text_days", value=1, admin=True, cause=CAUSE)
    on = Occasion(AT + timedelta(days=1), CAUSE)
    consequences.record(
        lambda: begin(log, [Retained(ExpiryKind.TEXT, call_id, call_id, CHANNEL, AT)], lambda _: (), on)
    )
    consequences.record(lambda: complete(log, {expiry_id(call_id): Extent(7, 9, 3, "ab" * 32)}, on))
    return call_id


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["retention", "certificates", *arguments])


@pytest.mark.usefixtures("at_hand")
def test_certificates_are_printed_and_one_by_what_it_is_of(database_url: str, log: Ringlog, clock: TurnedClock) -> None:
    assert run().stdout == "Nothing has expired yet.\n"
    first, second = expired(log, clock), expired(log, clock)
    printed = run().stdout
    assert printed.index(str(second)) < printed.index(str(first))
    one = run("--of", str(first))
    assert one.stdout.startswith(
        f"Certificate of expiry\n  text       {first}\n  policy     1 day, set for the workspace\n"
    )
    assert "  concerned  3 facts, at positions 7 to 9 of the log\n" in one.stdout
    assert str(second) not in one.stdout
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE log.events RENAME COLUMN topic TO kind")
    refused = run()
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith('The event log can\'t be used: column "topic" does not exist')


@pytest.mark.usefixtures("at_hand")
def test_what_nothing_of_has_expired_or_no_database_is_there_to_ask_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = run("--of", str(UUID(int=1)))
    assert (unknown.exit_code, unknown.stderr.splitlines()[0]) == (
        2,
        f"Nothing of {UUID(int=1)} has expired: it is neither a recording nor a call of which anything is gone.",
    )
    monkeypatch.setenv("RINGLOG_DATABASE_URL", "postgresql://127.0.0.1:1/ringlog")
    away = run()
    assert (away.exit_code, away.stdout) == (1, "")
    assert away.stderr.startswith("The event log can't be used: connection failed")
