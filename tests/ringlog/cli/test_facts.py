"""`ringlog facts`: the reference of what the log can hold."""

import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner, Result

from ringlog.cli import app

DOCS = Path(__file__).parents[3] / "docs"
ENDED, EARLIER = "ringlog.Call.Ended.1", "ringlog.Recording.StopRequested.1"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is published, in the working directory."""
    copytree(DOCS, tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "docs" / "events"


def ringlog(*words: str) -> Result:
    return CliRunner().invoke(app, ["facts", *words])


def test_what_is_published_is_current(folder: Path) -> None:
    checked = ringlog("--check")
    assert (checked.exit_code, checked.output) == (0, "")


def test_a_schema_that_says_something_else_is_named_and_written_again(folder: Path) -> None:
    file = folder / f"{ENDED}.json"
    file.write_text(file.read_text().replace('"timed_out"', '"too_long"'))
    checked = ringlog("--check")
    assert checked.exit_code == 1
    assert checked.stderr.splitlines()[0] == f"{ENDED} isn't what is stored."
    assert ringlog("--write").exit_code == 0
    assert ringlog("--check").exit_code == 0


def test_a_page_that_says_something_else_is_written_again(folder: Path) -> None:
    page = folder.with_suffix(".md")
    page.write_text(page.read_text().replace("Call.Ended", "Call.Over"))
    assert "docs/events.md isn't current." in ringlog("--check").stderr
    ringlog("--write")
    assert page.read_text() == (DOCS / "events.md").read_text()


def test_schemas_of_earlier_versions_are_missed_and_never_made_up(folder: Path) -> None:
    (folder / f"{EARLIER}.json").unlink()
    ringlog("--write")
    assert ringlog("--check").stderr.splitlines()[0] == f"{EARLIER} is missing: it was stored once."


@pytest.mark.parametrize("name", ["ringlog.Call.Over.1", "ringlog.Call.Ended.2", "notes"])
def test_what_is_no_schema_of_any_fact_is_named(folder: Path, name: str) -> None:
    (folder / f"{name}.json").write_text("{}")
    assert ringlog("--check").stderr.splitlines()[0] == f"{name} is no version of any fact."


@pytest.mark.parametrize("topic", ["Call.Ended", "ringlog.Call.Ended"])
def test_it_prints_the_schema_of_a_fact(folder: Path, topic: str) -> None:
    assert json.loads(ringlog(topic).stdout) == json.loads((folder / f"{ENDED}.json").read_text())


def test_it_knows_no_fact_that_there_isn_t(folder: Path) -> None:
    asked = ringlog("Call.Over")
    assert asked.exit_code == 2
    assert "There is no fact Call.Over" in asked.stderr


def test_the_reference_says_what_a_fact_means_and_links_to_what_is_there(folder: Path) -> None:
    page = ringlog().stdout
    assert page == folder.with_suffix(".md").read_text()
    section = page.split("### Recording.StopRequested\n")[1].split("\n### ")[0]
    assert "It has failed unless it is published before `finish_by`." in section
    assert "| `reason` | [StopReason](#stopreason) |" in section
    assert re.search(r"\| `finish_by` \| time \(RFC 3339\) \|.* 2 \|", section)
    headings = {f"#{line.lstrip('# ').lower()}" for line in page.splitlines() if line.startswith("#")}
    for link in re.findall(r"\]\((.+?)\)", page):
        assert link in headings or (folder.parent / link).exists(), link
