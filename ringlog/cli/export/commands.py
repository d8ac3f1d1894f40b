"""What can be asked for: a command each."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from carry.file.manifest import Of
from ringlog.cli.export.exporting import Asked, export
from ringlog.cli.preparing import refuse

Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="FILE", help="Where to; until it is whole, it is FILE.part.")
]
Kept = Annotated[
    Path | None,
    typer.Option(
        "--checkpoint", metavar="FILE", help="As of this checkpoint, which somebody has kept; not the newest."
    ),
]
Witnessed = Annotated[
    bool, typer.Option("--witnessed", help="As of the newest checkpoint that enough witnesses cosigned.")
]
Readable = Annotated[
    Path | None,
    typer.Option("--readable", metavar="FILE", help="Also write it as JSON with all texts opened, for people."),
]
Transfer = Annotated[
    Path | None,
    typer.Option(
        "--with-keys",
        metavar="FILE",
        help="Also the keys, under the transfer key in this file, made if it isn't there.",
    ),
]
Pseudonymous = Annotated[
    Path | None,
    typer.Option(
        "--pseudonyms", metavar="FILE", help="With other ids, by the key in this file, made if it isn't there."
    ),
]


def export_log(
    output: Output,
    with_keys: Transfer = None,
    pseudonyms: Pseudonymous = None,
    witnessed: Witnessed = False,
    checkpoint: Kept = None,
) -> None:
    """Export the whole log, up to its newest checkpoint: CloudEvents in frames of zstd, whose root was signed.

    What is sealed stays sealed, byte for byte. With `--with-keys` the keys travel along, wrapped by a transfer key: an
    installation that has both is able to read everything, so send them by different ways. Ringlog may run meanwhile.

    With `--pseudonyms` all ids are others, made under the key in that file, and no personal text is left, sealed or
    not. These are other bytes, so they have a tree of their own, signed as derived from this log. Times and what
    happened are as they were: whoever knows when somebody called may recognise them.

    An export that was interrupted, or met a full disk, goes on where it was when the same command is given again, and
    in the end is the same file, byte for byte. That you exported is on record.

    **Examples**

    - `ringlog export log -o all.ringlog` — then `ringlog audit verify all.ringlog --key log.pub`, anywhere
    - `ringlog export log -o all.ringlog --with-keys transfer.key` — to be imported elsewhere
    - `ringlog export log -o study.ringlog --pseudonyms study.key` — for people who count, and are to know nobody
    - `zstd -dc all.ringlog | jq .type | sort | uniq -c` — for other programs, a CloudEvent a line
    """
    if with_keys is not None and pseudonyms is not None:
        refuse("With pseudonyms nothing sealed is left that keys could open: give one of --with-keys, --pseudonyms.")
    export(Asked(Of.LOG, None, output, None, with_keys, witnessed, checkpoint, pseudonyms))


def export_call(
    call: Annotated[UUID, typer.Argument(metavar="CALL", help="The call's id, as `ringlog events` prints it.")],
    output: Output,
    readable: Readable = None,
    witnessed: Witnessed = False,
    checkpoint: Kept = None,
) -> None:
    """Export a call: all events of its streams, each proven to be in the log.

    The call's own stream, its floor, rings, connections, recordings and thread, each from its first event on. Texts
    stay sealed; `--readable` writes another file, in which they are opened. That you exported is on record.

    **Examples**

    - `ringlog export call 4f6c… -o call.ringlog`
    - `ringlog export call 4f6c… -o call.ringlog --checkpoint kept.txt` — proven by a checkpoint that an auditor has
    """
    export(Asked(Of.CALL, str(call), output, readable, None, witnessed, checkpoint))


def export_room(
    room: Annotated[str, typer.Argument(metavar="ROOM", help="What the chat product calls it, or its id here.")],
    output: Output,
    readable: Readable = None,
    witnessed: Witnessed = False,
    checkpoint: Kept = None,
) -> None:
    """Export a room and all calls in it: all events of their streams, each proven to be in the log.

    Texts stay sealed; `--readable` writes another file, in which they are opened. That you exported is on record.

    **Examples**

    - `ringlog export room general -o general.ringlog`
    """
    export(Asked(Of.ROOM, room, output, readable, None, witnessed, checkpoint))


def export_person(
    person: Annotated[str, typer.Argument(metavar="USER", help="What the chat product calls them, or their id here.")],
    output: Output,
    readable: Annotated[
        Path | None,
        typer.Option("--readable", metavar="FILE", help="The readable form; FILE.json beside the other if not given."),
    ] = None,
    witnessed: Witnessed = False,
    checkpoint: Kept = None,
) -> None:
    """Export what is recorded of a person, for that person: the answer to a request for access to one's data.

    Two files: every event that names them, sealed as it is stored and proven to be in the log; and the same as JSON
    with the texts opened that are theirs, to be handed over. Texts that are somebody else's, or also somebody else's,
    are withheld there; the file says so, and what else it hasn't. That you exported is on record.

    **Examples**

    - `ringlog export person ada -o ada.ringlog` — and `ada.json`
    """
    if readable is None:
        readable = output.with_suffix(".json")
    if readable == output:
        refuse(f"{output} is to be the export itself: name it otherwise, or give --readable.")
    export(Asked(Of.PERSON, person, output, readable, None, witnessed, checkpoint))
