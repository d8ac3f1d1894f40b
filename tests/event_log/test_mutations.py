"""Whoever changes what is on record breaks a test: each of these changes to a copy of the program makes one fail."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import NamedTuple

import pytest

from tests.event_log.server_given import VARIABLE

ROOT = Path(__file__).parents[2]
COPIED = ("api", "docs", "domain", "event_log", "media", "projections", "ringlog", "runtime", "tests", "worker")
NOT_COPIED = ignore_patterns(".venv", "node_modules", "clients", "system")

READ = ("tests/event_log/test_stored_facts.py::test_every_fact_ever_stored_can_still_be_read",)
SAMPLED = ("tests/event_log/test_stored_facts.py::test_every_fact_has_a_sample_of_everything_that_it_can_say",)
PUBLISHED = ("tests/ringlog/cli/test_facts.py::test_what_is_published_is_current",)
TOPICS = ("tests/event_log/test_topics.py",)
COMES_TO = ("tests/projections/old_facts/test_old_facts.py", "-k")


class Mutation(NamedTuple):
    """In `file`, `old` becomes `new`; then one of `guards`, which are arguments of pytest, fails."""

    file: str
    old: str
    new: str
    guards: tuple[str, ...]


MUTATIONS = {
    "an enum's stored value is renamed": Mutation("domain/calls/states.py", '"timed_out"', '"took_too_long"', READ),
    "a member of an enum is dropped": Mutation(
        "domain/media_sessions/media_session.py", '    SCREEN_AUDIO = "screen_audio"\n', "", READ
    ),
    "an enum gets a member": Mutation(
        "domain/media_sessions/media_session.py",
        '    SCREEN_AUDIO = "screen_audio"\n',
        '    SCREEN_AUDIO = "screen_audio"\n    WHITEBOARD = "whiteboard"\n',
        SAMPLED,
    ),
    "a field is renamed": Mutation("domain/media_sessions/media_session.py", "after_ms: int", "up_after_ms: int", READ),
    "a field is dropped": Mutation(
        "domain/calls/call.py", "        muted: bool\n        camera_on", "        camera_on", READ
    ),
    "a field of what facts hold is renamed": Mutation(
        "domain/inspections/inspection.py", "    id: UUID", "    of: UUID", READ
    ),
    "a fact is renamed": Mutation(
        "domain/recordings/call_recorder.py", '"ringlog.Recorder.Engaged"', '"ringlog.Recorder.Hired"', TOPICS
    ),
    "an aggregate is renamed": Mutation(
        "domain/recordings/call_recorder.py",
        'TOPIC = "ringlog.Recorder"',
        'TOPIC = "ringlog.CallRecorder"',
        (*COMES_TO, "Recorder"),
    ),
    "a type is narrowed": Mutation(
        "domain/workspace/workspace.py", "value: bool | int | str | tuple[str, ...]", "value: bool | int | str", READ
    ),
    "what was optional is required": Mutation(
        "domain/calls/call.py", "ended_by: UUID | None\n\n        def", "ended_by: UUID\n\n        def", READ
    ),
    "what was required is optional": Mutation(
        "domain/calls/call.py",
        "host_id: UUID\n        handed_over_by: UUID\n",
        "host_id: UUID\n        handed_over_by: UUID | None\n",
        SAMPLED,
    ),
    "a field of a fact gets a default": Mutation(
        "domain/calls/call.py",
        "        handed_over_by: UUID\n",
        "        handed_over_by: UUID = UUID(int=0)\n",
        PUBLISHED,
    ),
    "the default of what facts change is another": Mutation(
        "domain/directory/user.py",
        'ring_tone: str = "default"',
        'ring_tone: str = "bell"',
        (*COMES_TO, "User.RoomMuted"),
    ),
    "a fact does less to its aggregate": Mutation(
        "domain/calls/call.py", "            call.handed_over = True\n", "", (*COMES_TO, "HandedOver")
    ),
    "a view makes something else of a fact": Mutation(
        "projections/rings.py", "dismissed=True", "dismissed=False", (*COMES_TO, "Ring.Dismissed")
    ),
    "an earlier version comes to something else": Mutation(
        "domain/recordings/recording.py",
        "+ FINISH_WITHIN).isoformat()",
        "+ 2 * FINISH_WITHIN).isoformat()",
        (*COMES_TO, "StopRequested"),
    ),
    "a personal text isn't sealed any more": Mutation(
        "domain/threads/thread.py", 'text: Annotated[str, Personal("author_id", "call_id")]', "text: str", READ
    ),
    "a personal text is sealed under other keys": Mutation(
        "domain/threads/thread.py", 'Personal("author_id", "call_id")', 'Personal("author_id")', READ
    ),
    "a version comes without an upcast": Mutation(
        "domain/media_sessions/media_session.py", "class_version = 3", "class_version = 4", READ
    ),
    "a field of the envelope is renamed": Mutation(
        "domain/kernel/occasion.py", "    causation_id: str\n", "    because_of: str\n", READ
    ),
    "the envelope gets a field": Mutation(
        "domain/kernel/occasion.py", "    causation_id: str\n", "    causation_id: str\n    region: str\n", READ
    ),
    "the envelope's version comes without an upcast": Mutation(
        "domain/kernel/fact.py", "envelope_version: ClassVar[int] = 1", "envelope_version: ClassVar[int] = 2", READ
    ),
}


class Copy:
    """The program and its tests, for changes."""

    def __init__(self, root: Path, postgres_url: str) -> None:
        self.root = root
        for folder in COPIED:
            copytree(ROOT / folder, root / folder, ignore=NOT_COPIED)
        (root / "pytest.ini").write_text("[pytest]\n")
        self.environment = os.environ | {
            VARIABLE: postgres_url,
            "PYTHONPATH": str(root),
            "PYTHONDONTWRITEBYTECODE": "1",  # what was compiled of a mutation could be taken for the next one
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        }

    @contextmanager
    def mutated(self, mutation: Mutation) -> Iterator[None]:
        file = self.root / mutation.file
        text = file.read_text()
        assert mutation.old in text, f"{mutation.file} has no {mutation.old!r} any more: mutate something else"
        file.write_text(text.replace(mutation.old, mutation.new))
        yield
        file.write_text(text)

    def tested(self, guards: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
        """A run of pytest that has the database server of this one."""
        options = ("-x", "-q", "--noconftest", "-p", "tests.event_log.server_given", "-p", "no:cacheprovider")
        command = [sys.executable, "-m", "pytest", *options, "--basetemp", str(self.root / "tmp"), *guards]
        return subprocess.run(
            command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False, timeout=100
        )


@pytest.fixture(scope="module")
def copy(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    return Copy(tmp_path_factory.mktemp("copy"), postgres_url)


def test_nothing_fails_that_is_as_it_was(copy: Copy) -> None:
    for guards in (READ + SAMPLED + PUBLISHED + TOPICS, (*COMES_TO, "Recorder or Ring or User or HandedOver or Stop")):
        done = copy.tested(guards)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
def test_a_change_of_what_is_on_record_makes_a_test_fail(copy: Copy, mutation: Mutation) -> None:
    with copy.mutated(mutation):
        done = copy.tested(mutation.guards)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "failed" in done.stdout or "FAILED" in done.stdout
