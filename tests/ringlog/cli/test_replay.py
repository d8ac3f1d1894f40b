"""`ringlog replay`: a call again, by time and by hand, as the installed program prints it."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from domain.inspections.inspection import Inspection, Seen, Subject
from event_log import LogReader
from event_log.call_streams import facts_of_call
from tests.event_log.records.played import conference
from tests.master_key import FILE
from tests.people import GRACE, GROUP
from tests.projections.scene import Scene

RINGLOG = Path(sys.executable).with_name("ringlog")


class Installed:
    """The command in a process of its own, on a log with two calls."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.database_url = database_url
        self._environment = {
            **os.environ,
            "RINGLOG_DATABASE_URL": database_url,
            "RINGLOG_DATA_FOLDER": str(folder),
            "RINGLOG_VAULT_KEY_FILE": str(FILE),
            "RINGLOG_JWT_KEY": "a secret that is long enough to sign with",
        }
        with Scene(database_url) as scene:
            scene.furnish()
            self.call = conference(scene)[0]
            self.other, _ = scene.start(GROUP)
            scene.join(self.other, GRACE)
            scene.react()
            self.positions = [each.position for each in facts_of_call(scene.reader, self.call)]

    def replay(self, *arguments: object, keys: str = "") -> subprocess.CompletedProcess[str]:
        command = [str(RINGLOG), "replay", *map(str, arguments)]
        return subprocess.run(
            command, env=self._environment, input=keys, capture_output=True, text=True, check=False, timeout=60
        )

    def replay_in_a_terminal(self, *arguments: object, keys: str) -> str:
        """What is printed when these keys are pressed."""
        ours, theirs = pty.openpty()
        command = [str(RINGLOG), "replay", *map(str, arguments)]
        with subprocess.Popen(
            command, env=self._environment, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            os.close(theirs)
            os.write(ours, keys.encode())
            printed, _ = process.communicate(timeout=60)
            os.close(ours)
        return printed

    def refused(self, *arguments: object) -> str:
        done = self.replay(*arguments)
        assert (done.returncode, done.stdout) == (1, "")
        return done.stderr.strip()


@pytest.fixture
def installed(database_url: str, tmp_path: Path) -> Installed:
    return Installed(database_url, tmp_path)


def test_the_state_at_a_position_is_that_after_the_facts_up_to_it(installed: Installed) -> None:
    middle = installed.positions[len(installed.positions) // 2]
    whole = installed.replay(installed.call, "--to", middle).stdout
    alone = installed.replay(installed.call, "--at", middle).stdout
    assert whole.endswith(alone)
    assert alone.startswith(f"State after position {middle}, recorded ")


def test_the_state_at_a_time_is_what_was_known_then(installed: Installed) -> None:
    assert "state: ended" in installed.replay(installed.call, "--at", now(installed.database_url)).stdout
    assert installed.refused(installed.call, "--at", "2020-01-01T00:00:00Z") == (
        f"Nothing was recorded of the call {installed.call} by then: it began at position {installed.positions[0]}."
    )


def test_stepping_goes_forward_and_back_by_lines(installed: Installed) -> None:
    first, second, third = (f"{position:>8}  " for position in installed.positions[:3])
    shown = installed.replay(installed.call, "--step", "--diff", keys="n\n\nb\nnonsense\nq\n")
    heads = [line[:10] for line in shown.stdout.splitlines() if line[:8].strip().isdigit()]
    assert heads == [first, second, third, second]
    assert "That is no key" in shown.stderr


def test_stepping_in_a_terminal_takes_single_keys(installed: Installed) -> None:
    first, second = (f"{position:>8}  " for position in installed.positions[:2])
    shown = installed.replay_in_a_terminal(installed.call, "--step", "--diff", keys="n\x1b[Dq")
    assert [line[:10] for line in shown.splitlines() if line[:8].strip().isdigit()] == [first, second, first]


def test_stepping_ends_after_the_last_step_and_with_the_input(installed: Installed) -> None:
    count = len(installed.positions)
    assert installed.replay(installed.call, "--step", keys="n\n" * count).returncode == 0
    assert f"1 of {count}" in installed.replay(installed.call, "--step").stderr


def test_a_hurried_replay_prints_all_of_it(installed: Installed) -> None:
    assert installed.replay(installed.call, "--speed", 1e9).stdout == installed.replay(installed.call).stdout


def test_what_a_fact_says_is_told_with_it(installed: Installed) -> None:
    lines = installed.replay(installed.call).stdout.splitlines()
    ended = next(number for number, line in enumerate(lines) if " Call.Ended " in line)
    assert "reason: ended_by_host" in lines[ended + 2]


def test_two_calls_are_printed_side_by_side(installed: Installed) -> None:
    lines = installed.replay(installed.call, "--compare", installed.other).stdout.splitlines()
    assert any(" - Call.Ended" in line for line in lines)
    assert any("   Call.Started" in line and line.count("0.000") == 2 for line in lines)
    assert lines[-1].endswith("only in the second.")


def test_what_cannot_be_is_refused_in_a_sentence(installed: Installed) -> None:
    call = installed.call
    assert installed.refused(call, "--at", 0) == "A position is a whole number from 1 on, not 0."
    assert "doesn't have a position 100000 yet" in installed.refused(call, "--at", 100_000)
    assert "neither a position nor a time" in installed.refused(call, "--at", "yesterday")
    assert "no offset from UTC" in installed.refused(call, "--at", "2026-11-24T20:33:23")
    assert "hasn't come yet" in installed.refused(call, "--at", "2999-01-01T00:00:00Z")
    assert installed.refused(call, "--speed", 0) == "A speed is a number above 0, not 0."
    assert installed.refused(call, "--step", "--speed", 2) == "Give one of --step and --speed, not both."
    missing = uuid4()
    assert installed.refused(call, "--compare", missing) == f"There is no call {missing} in this log."


def test_it_is_on_record_who_looked_at_which_calls(installed: Installed) -> None:
    installed.replay(installed.call, "--compare", installed.other)
    assert seen(installed.database_url) == {Seen(Subject.CALL, installed.call), Seen(Subject.CALL, installed.other)}


def seen(database_url: str) -> set[Seen]:
    reader = LogReader(database_url)
    try:
        facts = [recorded.fact for recorded in reader.read(0, 10_000)]
    finally:
        reader.close()
    return {each for fact in facts if isinstance(fact, Inspection.Made) for each in fact.seen}


def now(database_url: str) -> str:
    """When the last fact was recorded."""
    reader = LogReader(database_url)
    try:
        return reader.at([reader.end()])[0].recorded_at.isoformat()
    finally:
        reader.close()
