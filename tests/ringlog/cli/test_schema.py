"""`ringlog schema`: the contract as a file, and whether it is still kept."""

import subprocess
from pathlib import Path

import pytest
from graphql import build_schema
from typer.testing import CliRunner

from ringlog.cli import app
from ringlog.cli.schema_changes import changes_between, unannounced


def test_what_is_printed_is_a_schema() -> None:
    printed = CliRunner().invoke(app, ["schema"])
    assert printed.exit_code == 0
    assert build_schema(printed.stdout).query_type is not None


def test_a_file_written_before_is_found_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    assert CliRunner().invoke(app, ["schema", "--write", "--file", str(file)]).exit_code == 0
    unchanged = CliRunner().invoke(app, ["schema", "--check", "--file", str(file)])
    assert (unchanged.exit_code, unchanged.output) == (0, "")


def test_a_changed_schema_is_shown_as_a_difference(tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    CliRunner().invoke(app, ["schema", "--write", "--file", str(file)])
    file.write_text(file.read_text() + "\nscalar Forgotten\n")
    changed = CliRunner().invoke(app, ["schema", "--check", "--file", str(file)])
    assert changed.exit_code == 1
    assert "-scalar Forgotten\n" in changed.stdout
    assert changed.stderr == f"{file} isn't what is served: run `ringlog schema --write` if the change is meant.\n"


def test_a_file_that_is_not_there_differs(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["schema", "--check", "--file", str(tmp_path / "none")]).exit_code == 1


def test_a_difference_that_breaks_clients_says_so(tmp_path: Path) -> None:
    file = tmp_path / "schema.graphql"
    CliRunner().invoke(app, ["schema", "--write", "--file", str(file)])
    file.write_text(file.read_text() + "\nscalar Forgotten\n")
    changed = CliRunner().invoke(app, ["schema", "--check", "--file", str(file)])
    assert "breaking: Forgotten was removed.\n" in changed.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """With a schema that had more than there is now."""
    file = tmp_path / "schema.graphql"
    CliRunner().invoke(app, ["schema", "--write", "--file", str(file)])
    file.write_text(file.read_text() + "\nscalar Forgotten\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.9.1"\n')
    for command in (["init"], ["add", "."], ["commit", "-m", "more"]):
        name = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
        subprocess.run(["git", *name, *command], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def test_what_breaks_clients_since_a_revision_has_to_be_in_the_changelog(repository: Path) -> None:
    since = ["schema", "--since", "HEAD", "--file", str(repository / "schema.graphql")]
    broken = CliRunner().invoke(app, since)
    assert (broken.exit_code, broken.stdout) == (1, "breaking: Forgotten was removed.\n")
    assert "Forgotten was removed." in broken.stderr
    changelog = "# Changelog\n\n## Unreleased\n\n### Breaking\n\n- `Forgotten` is gone.\n\n## 1.0.0\n"
    (repository / "CHANGELOG.md").write_text(changelog)
    told = CliRunner().invoke(app, since)
    assert (told.exit_code, told.stdout) == (0, "breaking: Forgotten was removed.\n")


@pytest.mark.parametrize(("version", "code"), [("0.10.0", 1), ("1.0.0", 0)])
def test_another_major_version_may_break_clients(repository: Path, version: str, code: int) -> None:
    (repository / "pyproject.toml").write_text(f'[project]\nversion = "{version}"\n')
    broken = CliRunner().invoke(app, ["schema", "--since", "HEAD", "--file", str(repository / "schema.graphql")])
    assert (broken.exit_code, broken.stdout) == (code, "breaking: Forgotten was removed.\n")


def test_without_an_earlier_schema_there_is_nothing_to_tell(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["schema", "--since", "HEAD^", "--file", str(tmp_path / "schema.graphql")])
    assert (told.exit_code, told.stdout) == (0, "")


def test_changes_are_breaking_or_dangerous_or_neither() -> None:
    before = "type Query { a: Int, b: Int } enum E { X }"
    after = "type Query { a: String, c: Int } enum E { X Y }"
    found = changes_between(before, after)
    assert len(found.breaking) == 2
    assert found.dangerous == ["Enum value E.Y was added."]
    changelog = "## Unreleased\n\n### Breaking\n\n- `Query.a` is a text.\n\n### Added\n\n- Query.b\n"
    (left,) = unannounced(found.breaking, changelog)
    assert "Query.b" in left
