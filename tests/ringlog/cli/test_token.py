"""`ringlog token`: a token that is good for what was asked."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from api.access.tokens import Role, Tokens
from ringlog.cli import app
from ringlog.cli.duration import duration
from runtime.config import read_config


@pytest.fixture(autouse=True)
def data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RINGLOG_DATA_FOLDER", str(tmp_path))


def test_the_token_is_all_that_is_printed_and_is_good_for_what_was_asked() -> None:
    printed = CliRunner().invoke(app, ["token", "ada", "--role", "auditor", "--expires", "30m"])
    assert printed.exit_code == 0
    viewer = Tokens.of(read_config()).verify(printed.stdout.removesuffix("\n"))
    assert (viewer.external_id, viewer.role) == ("ada", Role.AUDITOR)
    left = viewer.expires_at - datetime.now(UTC)
    assert timedelta(minutes=25) < left <= timedelta(minutes=30)


def test_a_user_whom_no_directory_can_have_is_refused_in_a_sentence() -> None:
    refused = CliRunner().invoke(app, ["token", "ada lovelace"])
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert refused.stderr == "The user id must be 1 to 128 printable characters, without spaces.\n"


def test_wrong_settings_are_refused_in_a_sentence_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGLOG_PORT", "x")
    monkeypatch.setenv("RINGLOG_JWT_KEYS", "x")
    refused = CliRunner().invoke(app, ["token", "ada"])
    assert refused.exit_code == 2
    assert refused.stderr.splitlines() == [
        "RINGLOG_JWT_KEYS is no setting: did you mean RINGLOG_JWT_KEY?",
        'RINGLOG_PORT is "x": give a whole number from 1 to 65535.',
    ]


def test_lengths_of_time_are_written_with_their_unit() -> None:
    assert [duration(text) for text in ("90s", "30m", "12h", "7d", "4w")] == [
        timedelta(seconds=90),
        timedelta(minutes=30),
        timedelta(hours=12),
        timedelta(days=7),
        timedelta(weeks=4),
    ]


@pytest.mark.parametrize("text", ["", "12", "h", "-1h", "0h", "1.5h", "1y", "11000d", "999999999w", "1h "])
def test_other_lengths_of_time_are_refused(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="write 90s, 30m, 12h, 7d or 4w"):
        duration(text)
