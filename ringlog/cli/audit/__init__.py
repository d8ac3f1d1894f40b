"""`ringlog audit …`: whether the log is what it was; a file per command."""

import typer

from ringlog.cli.audit import verify

app = typer.Typer(
    help="Find out whether the log is what it was, and prove it to others.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)

app.command()(verify.verify)
