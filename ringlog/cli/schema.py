"""`ringlog schema`: the GraphQL contract as a file, so that a change to it shows in a review."""

from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import typer

from ringlog.cli.schema_changes import at_revision, changes_between, major_version, unannounced


def schema(
    write: Annotated[bool, typer.Option("--write", help="Write it to FILE instead.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1, and show how, if FILE differs.")] = False,
    since: Annotated[
        str | None,
        typer.Option(help="Name what has changed for clients since this git revision; exit with 1 if it breaks them."),
    ] = None,
    file: Annotated[Path, typer.Option(help="The exported contract.", dir_okay=False)] = Path("schema.graphql"),
) -> None:
    """Print the GraphQL schema.

    **Examples**

    - `ringlog schema --check` — whether `schema.graphql` still says what Ringlog does
    - `ringlog schema --write` — after a change that was meant
    - `ringlog schema --since v1.0.0` — what clients of an earlier version will notice; what breaks them, and
      `CHANGELOG.md` doesn't name under "Breaking", is an error, unless the major version is another since
    """
    current = exported()
    if write:
        file.write_text(current)
    elif since is not None:
        _tell_changes(file, since, current)
    elif check:
        _compare(file, current)
    else:
        typer.echo(current, nl=False)


def exported() -> str:
    """The schema in GraphQL's schema definition language."""
    from api.graphql.schema import export  # each command loads only what it needs

    return export()


def _compare(file: Path, current: str) -> None:
    kept = file.read_text() if file.exists() else ""
    if kept != current:
        typer.echo("".join(unified_diff(kept.splitlines(True), current.splitlines(True), str(file), "now")), nl=False)
        _echo(changes_between(kept, current).sentences())
        typer.echo(f"{file} isn't what is served: run `ringlog schema --write` if the change is meant.", err=True)
        raise typer.Exit(1)


def _tell_changes(file: Path, revision: str, current: str) -> None:
    before = at_revision(revision, file)
    if before is None:
        typer.echo(f"There is no {file} at {revision}.", err=True)
        return
    found = changes_between(before, current)
    _echo(found.sentences())
    if _is_another_major_version(file.with_name("pyproject.toml"), revision):
        return
    changelog = file.with_name("CHANGELOG.md")
    missing = unannounced(found.breaking, changelog.read_text() if changelog.exists() else "")
    if missing:
        typer.echo(f'{changelog} has to say so under "Unreleased", "Breaking":', err=True)
        typer.echo("\n".join(missing), err=True)
        raise typer.Exit(1)


def _is_another_major_version(pyproject: Path, revision: str) -> bool:
    before = at_revision(revision, pyproject)
    return before is not None and pyproject.exists() and major_version(before) != major_version(pyproject.read_text())


def _echo(sentences: list[str]) -> None:
    if sentences:
        typer.echo("\n".join(sentences))
