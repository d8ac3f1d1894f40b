"""`ringlog audit …`: whether the log is what it was, and what others need to find out; a file per command."""

import typer

from ringlog.cli.audit import going_on, keys, newest, verify

app = typer.Typer(
    help="Find out whether the log is what it was, and prove it to others.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)

app.command()(verify.verify)
app.command()(newest.checkpoint)
app.command("continue")(going_on.go_on)
app.add_typer(keys.app, name="key")
