"""`ringlog hold`: legal holds, which forbid that something is destroyed."""

from typing import Annotated
from uuid import UUID

import typer

from domain.erasure.legal_holds import Hold, LegalHolds, Scope, ScopeKind
from domain.erasure.use_cases import ErasureUseCases
from domain.kernel.clock import system_clock
from domain.kernel.errors import UnknownRoom, UnknownUser
from domain.kernel.ids import LEGAL_HOLDS_ID
from event_log.application import Ringlog
from ringlog.cli.log_text import moment
from ringlog.cli.operator import cause, id_of, writing
from ringlog.cli.preparing import refuse

app = typer.Typer(
    no_args_is_help=True,
    help="Legal holds: what is on hold is not destroyed, whoever asks for it, until the hold is released.",
)

Case = Annotated[str, typer.Option(help="The matter that requires it. It is stored sealed.")]
OfUser = Annotated[str | None, typer.Option(metavar="USER", help="All that is a person's: external id or id.")]
OfRoom = Annotated[str | None, typer.Option(metavar="ROOM", help="All that happened in a room: external id or id.")]
OfCall = Annotated[UUID | None, typer.Option(metavar="CALL", help="What happened in one call: its id.")]


@app.command()
def place(case: Case, user: OfUser = None, room: OfRoom = None, call: OfCall = None) -> None:
    """Put a person, a room or a call on hold, and print the hold's id.

    An erasure that the hold concerns waits until it is released: that of the person, or of whoever ever was a member of
    the room, or is named in the call or its thread. What has been erased can't be held any more.

    **Examples**

    - `ringlog hold place --user ada --case 4711`
    - `ringlog hold place --room general --case "Smith v. Jones"`
    """
    if sum(given is not None for given in (user, room, call)) != 1:
        refuse("Say what to hold: one of --user, --room and --call.")
    with writing() as log:
        scope = _scope(log, user, room, call)
        done = ErasureUseCases(log, system_clock).place_hold(scope=scope, case=case, by=None, admin=True, cause=cause())
        typer.echo(str(done.answer[0]))


@app.command()
def release(
    hold: Annotated[UUID, typer.Argument(metavar="ID", help="The hold's id, as `ringlog hold list` prints it.")],
) -> None:
    """Release a hold. What waited for it goes on within seconds, by the worker of `ringlog serve`."""
    with writing() as log:
        ErasureUseCases(log, system_clock).release_hold(hold_id=hold, by=None, admin=True, cause=cause())


@app.command("list")
def list_holds() -> None:
    """Print the holds in force, oldest first: id, what is held, since when and for which case."""
    with writing() as log:
        register = log.look_up(LegalHolds, LEGAL_HOLDS_ID)
        for hold in register.holds.values() if register else ():
            typer.echo(described(hold))


def described(hold: Hold) -> str:
    """In a line."""
    return f"{hold.id}  {hold.scope.kind} {hold.scope.id}  since {moment(hold.placed_at)}  case {hold.case}"


def _scope(log: Ringlog, user: str | None, room: str | None, call: UUID | None) -> Scope:
    if user is not None:
        if (user_id := id_of(log, "user", user)) is None:
            raise UnknownUser(f"The directory doesn't know user {user!r}.")
        return Scope(ScopeKind.PERSON, user_id)
    if room is not None:
        if (room_id := id_of(log, "room", room)) is None:
            raise UnknownRoom(f"There is no room {room!r}.")
        return Scope(ScopeKind.ROOM, room_id)
    assert call is not None
    return Scope(ScopeKind.CALL, call)
