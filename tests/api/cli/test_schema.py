"""`ringlog schema`: the contract as a file, and whether it is still kept."""

from pathlib import Path

from graphql import build_schema
from typer.testing import CliRunner

from api.cli import app


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
