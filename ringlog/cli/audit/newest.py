"""`ringlog audit checkpoint`: the newest checkpoint, to be kept elsewhere."""

from typing import Annotated

import typer

from proof.checkpoints import published
from ringlog.cli.audit.operating import operating
from ringlog.cli.preparing import fail


def checkpoint(
    witnessed: Annotated[bool, typer.Option("--witnessed", help="The newest that enough witnesses cosigned.")] = False,
) -> None:
    """Print the newest checkpoint of the log, with its signatures: whoever keeps it can verify the log later.

    **Examples**

    - `ringlog audit checkpoint > kept.txt` — on a disk that isn't this machine's
    - `ringlog audit verify --checkpoint kept.txt --key log.pub` — a year later
    """
    with operating() as operation:
        newest = published.newest(operation.connection)
        if newest is not None and witnessed:
            newest = published.newest_witnessed(operation.connection, newest.origin)
        if newest is None:
            fail("There is no such checkpoint of this log yet.")
        typer.echo(newest.note.decode(), nl=False)
