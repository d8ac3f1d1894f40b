"""`ringlog schema`: the GraphQL contract as a file, so that a change to it shows in a review."""

from difflib import unified_diff
from pathlib import Path
from typing import Annotated

import typer


def schema(
    write: Annotated[bool, typer.Option("--write", help="Write it to FILE instead.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1, and show how, if FILE differs.")] = False,
    file: Annotated[Path, typer.Option(help="The exported contract.", dir_okay=False)] = Path("schema.graphql"),
) -> None:
    """Print the GraphQL schema.

    **Examples**

    - `ringlog schema --check` — whether `schema.graphql` still says what Ringlog does
    - `ringlog schema --write` — after a change that was meant
    """
    current = exported()
    if write:
        file.write_text(current)
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
        typer.echo(f"{file} isn't what is served: run `ringlog schema --write` if the change is meant.", err=True)
        raise typer.Exit(1)
