"""`ringlog audit …`: what is in the log, and whether it is what it was; a file per command."""

import typer

from ringlog.cli.audit import going_on, keys, newest, search, verify

app = typer.Typer(
    help="Search the log, find out whether it is what it was, and prove it to others.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)

app.command()(search.search)
app.command()(verify.verify)
app.command()(newest.checkpoint)
app.command("continue")(going_on.go_on)
app.add_typer(keys.app, name="key")
