"""The command line: a file per command, whose docstring is its help, listed here."""

import typer

from ringlog.cli import (
    audit,
    erase,
    events,
    export,
    facts,
    hold,
    importing,
    rebuild,
    record,
    replay,
    retention,
    schema,
    serve,
    token,
    vault,
)
from ringlog.cli.settings_help import SETTINGS

app = typer.Typer(
    name="ringlog",
    help="The call service that remembers: event-sourced calls, live over GraphQL, carried by WebRTC.",
    epilog="Settings are `RINGLOG_…` variables: `ringlog serve --help` lists them.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,  # they print local variables, and some hold secrets
)

app.command(epilog=SETTINGS)(serve.serve)
app.command()(token.token)
app.command()(schema.schema)
app.command()(rebuild.rebuild)
app.command()(events.events)
app.command()(facts.facts)
app.command()(record.record)
app.command("replay")(replay.replay_call)
app.add_typer(vault.app)
app.add_typer(audit.app, name="audit")
app.add_typer(export.app, name="export")
app.command("import")(importing.import_file)
app.command()(erase.erase)
app.add_typer(hold.app, name="hold")
app.add_typer(retention.app, name="retention")
