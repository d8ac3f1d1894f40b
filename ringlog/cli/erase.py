"""`ringlog erase`: forget a person."""

import time
from typing import Annotated
from uuid import UUID

import typer

from domain.directory.user import User
from domain.erasure.erasure import Erasure, ErasureState
from domain.erasure.legal_holds import Hold, LegalHolds
from domain.erasure.use_cases import ErasureUseCases
from domain.kernel.clock import system_clock
from domain.kernel.counted import counted
from domain.kernel.errors import UnknownUser
from domain.kernel.ids import LEGAL_HOLDS_ID, erasure_id
from event_log.application import Ringlog
from ringlog.cli.hold import described
from ringlog.cli.log_text import moment
from ringlog.cli.operator import cause, id_of, writing
from ringlog.cli.preparing import fail

LOOK_EVERY = 0.2  # seconds
LONGEST = 600.0  # seconds that may be waited for


def erase(
    user: Annotated[str, typer.Argument(metavar="USER", help="What the chat product calls them, or their id here.")],
    case: Annotated[str | None, typer.Option(help="What the request is called elsewhere, such as a ticket.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Withdraw a request that hasn't begun, as under a legal hold.")
    ] = False,
    wait: Annotated[
        float, typer.Option(min=0, max=LONGEST, metavar="SECONDS", help="How long to wait until it is done.")
    ] = 60,
) -> None:
    """Forget a person: make everything personal about them unreadable, for good, and print the certificate.

    Name, external id, messages, titles of their calls, devices and addresses are sealed under a key of theirs, which is
    destroyed, with those of their direct rooms. What happened stays on record, of somebody whose name nobody knows.
    The user is deactivated. There is no way back, and none by a backup of the vault that is restored to this log.

    If a legal hold forbids it, the request is on record all the same, and carried out as soon as the hold is released.
    The worker of `ringlog serve` does it. Ends with 0 if it is done, 1 if it is requested and isn't done yet. Given
    again, it prints the first certificate; the user is found by their id alone then, as what they were called leads to
    nobody any more.

    **Examples**

    - `ringlog erase ada --case DSR-2026-113`
    - `ringlog erase 77d0… --yes` — for a script
    - `ringlog erase ada --withdraw` — not after all; until it has begun
    """
    with writing() as log:
        person_id = id_of(log, "user", user)
        if person_id is None or log.look_up(User, person_id) is None:
            raise UnknownUser(f"The directory doesn't know user {user!r}; who was erased is found by their id alone.")
        use_cases = ErasureUseCases(log, system_clock)
        if withdraw:
            use_cases.withdraw(erasure_id=erasure_id(person_id), by=None, admin=True, cause=cause())
            typer.echo("It is withdrawn.")
            return
        _confirm(log, person_id, yes)
        use_cases.request(person_id=person_id, case=case, by=None, admin=True, cause=cause())
        _print(log, _settled(log, person_id, wait))


def _confirm(log: Ringlog, person_id: UUID, yes: bool) -> None:
    """Unless it was requested before."""
    erasure = log.look_up(Erasure, erasure_id(person_id))
    if yes or (erasure is not None and erasure.state is not ErasureState.WITHDRAWN):
        return
    person = log.find(User, person_id)
    typer.echo(f"{person.name} ({person.external_id}) will be forgotten. This can't be undone.", err=True)
    typer.confirm("Go on?", abort=True, err=True)


def _settled(log: Ringlog, person_id: UUID, wait: float) -> Erasure:
    """Completed, or held, or as far as it has come by then."""
    until = time.monotonic() + wait
    while True:
        erasure = log.find(Erasure, erasure_id(person_id))
        if erasure.state is ErasureState.COMPLETED or _holds(log, erasure) or time.monotonic() > until:
            return erasure
        time.sleep(LOOK_EVERY)


def _holds(log: Ringlog, erasure: Erasure) -> list[Hold]:
    """Those that it waits for and that are still in force."""
    register = log.look_up(LegalHolds, LEGAL_HOLDS_ID)
    return [] if register is None else [register.holds[id_] for id_ in erasure.hold_ids if id_ in register.holds]


def _print(log: Ringlog, erasure: Erasure) -> None:
    if erasure.state is ErasureState.COMPLETED:
        typer.echo("\n".join(_certificate(erasure)))
    elif holds := _holds(log, erasure):
        held_by = [described(hold) for hold in holds]
        then = f"The certificate is printed then by `ringlog erase {erasure.person_id}`."
        fail("\n".join(["It is requested, and will be carried out when these holds are released:", *held_by, then]))
    else:
        fail("It is requested, and the worker of `ringlog serve` carries it out, which it hasn't by now.")


def _certificate(erasure: Erasure) -> list[str]:
    extent = erasure.extent
    assert extent is not None
    assert erasure.begun_at is not None
    assert erasure.completed_at is not None
    asked = f"by {erasure.requested_by or 'an operator, on the command line'}"
    return [
        "Certificate of erasure",
        f"  person     {erasure.person_id}",
        f"  case       {erasure.case or 'none was given'}",
        f"  requested  {moment(erasure.requested_at)} {asked}",
        f"  begun      {moment(erasure.begun_at)}",
        f"  completed  {moment(erasure.completed_at)}",
        f"  destroyed  {counted(len(erasure.key_ids), 'key')}: {', '.join(map(str, erasure.key_ids))}",
        f"  concerned  {counted(extent.facts, 'fact')}, at positions {extent.first_position} to "
        f"{extent.last_position} of the log",
        f"  digest     SHA-256 {extent.digest}",
    ]
