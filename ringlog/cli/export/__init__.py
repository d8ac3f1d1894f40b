"""`ringlog export …`: the log, or what it has of a call, a room or a person, as a file that proves itself.

`commands.py` has what can be asked for, `exporting.py` does it.
"""

import typer

from ringlog.cli.export import commands

app = typer.Typer(
    help="Take the log elsewhere, or what it has of a call, a room or a person: as a file that proves itself.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)

app.command("log")(commands.export_log)
app.command("call")(commands.export_call)
app.command("room")(commands.export_room)
app.command("person")(commands.export_person)
