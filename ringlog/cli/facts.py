"""`ringlog facts`: what can be in the event log, as a reference and as JSON Schemas."""

import json
from pathlib import Path
from typing import Annotated

import typer

PAGE, FOLDER = Path("docs/events.md"), Path("docs/events")


def facts(
    topic: Annotated[
        str | None, typer.Argument(metavar="FACT", help="Print the JSON Schema of this one, such as Call.Ended.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help=f"Write {PAGE}, and the schemas into {FOLDER}.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit with 1, and say why, if these aren't current.")] = False,
) -> None:
    """Print what the event log can hold: each fact, what it means, its fields, and which of them are personal.

    **Examples**

    - `ringlog facts | less` — the reference, in Markdown
    - `ringlog facts Call.Ended > call-ended.json` — the JSON Schema of a fact as it is stored
    - `ringlog facts --write` — after a fact has changed; schemas of earlier versions stay as they are
    """
    if topic is not None:
        typer.echo(_schema(topic))
    elif write:
        _write()
    elif check:
        _check()
    else:
        typer.echo(_reference(), nl=False)


def _schema(topic: str) -> str:
    from event_log.reference.published import kinds  # each command loads only what it needs
    from event_log.reference.schemas import schema_of

    kind = kinds().get(f"ringlog.{topic.removeprefix('ringlog.')}")
    if kind is None:
        raise typer.BadParameter(f"There is no fact {topic}: `ringlog facts` lists them.", param_hint="TOPIC")
    return json.dumps(schema_of(kind), indent=1, ensure_ascii=False)


def _write() -> None:
    from event_log.reference.published import publish

    publish(FOLDER)
    PAGE.write_text(_reference())


def _check() -> None:
    from event_log.reference.published import problems

    found = problems(FOLDER)
    if not PAGE.exists() or PAGE.read_text() != _reference():
        found.append(f"{PAGE} isn't current.")
    if found:
        typer.echo("\n".join(found), err=True)
        typer.echo("Run `ringlog facts --write` if that is meant.", err=True)
        raise typer.Exit(1)


def _reference() -> str:
    from event_log.reference.markdown import reference
    from event_log.reference.published import earlier

    return reference(earlier(FOLDER))
