"""`ringlog retention`: what was kept for as long as the settings say, and is gone."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import typer

from domain.kernel.counted import counted
from domain.kernel.ids import expiry_id
from domain.retention.expiry import Expiry
from domain.workspace.settings_there import SettingOrigin
from event_log import expiries
from event_log.application import Ringlog
from event_log.connection import connect
from ringlog.cli.log_text import moment
from ringlog.cli.operator import writing
from ringlog.cli.preparing import refuse

app = typer.Typer(
    no_args_is_help=True,
    help="What has expired by the settings `retention.recordings_days` and `retention.text_days`.",
)

PAGE = 100
SET_FOR = {SettingOrigin.WORKSPACE: "workspace", SettingOrigin.ROOM_KIND: "kind of room", SettingOrigin.ROOM: "room"}


@app.command()
def certificates(
    of: Annotated[UUID | None, typer.Option(metavar="ID", help="Only that of this recording or call.")] = None,
    most: Annotated[int, typer.Option(min=1, help="How many to print at most.")] = PAGE,
) -> None:
    """Print the certificates of what has expired, newest first: policy, keys that are gone, facts that are concerned.

    Whoever has the log can compute the digest again at any time: what is stored of these facts hasn't changed.

    **Examples**

    - `ringlog retention certificates --most 10`
    - `ringlog retention certificates --of 77d0…` — of one recording, or of what was written in one call
    """
    with writing() as log:
        found = list(_newest(log, most)) if of is None else [_of(log, of)]
    certified = "\n\n".join("\n".join(_certificate(expiry)) for expiry in found)
    typer.echo(certified or "Nothing has expired yet.")


def _of(log: Ringlog, id_: UUID) -> Expiry:
    """That of a recording or a call; refuses if there is none."""
    expiry = log.look_up(Expiry, expiry_id(id_))
    if expiry is None or expiry.completed_at is None:
        refuse(f"Nothing of {id_} has expired: it is neither a recording nor a call of which anything is gone.")
    return expiry


def _newest(log: Ringlog, most: int) -> Iterator[Expiry]:
    """Those that are completed."""
    with connect(log.env["DATABASE_URL"], "log") as database:
        found = expiries.certified(database, most)
    return (log.find(Expiry, id_) for id_ in found)


def _certificate(expiry: Expiry) -> list[str]:
    extent, policy = expiry.extent, expiry.policy
    assert extent is not None
    assert expiry.completed_at is not None
    return [
        "Certificate of expiry",
        f"  {expiry.kind:<9}  {expiry.subject_id}",
        f"  policy     {counted(policy.days, 'day')}, set for the {SET_FOR[policy.origin]}",
        f"  due        {moment(expiry.due_at)}",
        f"  begun      {moment(expiry.created_on)}",
        f"  completed  {moment(expiry.completed_at)}",
        f"  destroyed  {counted(len(expiry.key_ids), 'key')}: {', '.join(map(str, expiry.key_ids))}",
        f"  concerned  {counted(extent.facts, 'fact')}, at positions {extent.first_position} to "
        f"{extent.last_position} of the log",
        f"  digest     SHA-256 {extent.digest}",
    ]
