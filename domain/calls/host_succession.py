"""Who is the host of a call, and who is it after them.

The host is the call's initiator, or whom a host handed it over to. When the host leaves, the call goes on: whoever of
those present joined first is host then, until the initiator is back. Only a caller who leaves before anyone has
answered ends it (`attendance`), as do too few who are left (`automatic_ending`).
"""

from uuid import UUID

from domain.calls.call import Call
from domain.kernel.occasion import Occasion


def hand_over(call: Call, on: Occasion, *, to: UUID, by: UUID) -> None:
    """Raises CallAlreadyEnded, NotInCall."""
    call.require_participant(to)
    if to != call.host_id:
        call.happened(Call.HostHandedOver, on, host_id=to, handed_over_by=by)


def let_joiner_be_host(call: Call, joiner: UUID, on: Occasion) -> None:
    """The initiator gets the call back on return; a joiner gets one that nobody else is in."""
    returned = joiner == call.initiator_id and not call.handed_over
    if joiner != call.host_id and (returned or call.host_id not in call.participants):
        call.happened(Call.HostChanged, on, host_id=joiner)


def pass_host_on(call: Call, on: Occasion) -> None:
    """If the host has left: to the earliest joiner present."""
    if call.sessions and call.host_id not in call.participants:
        earliest = min(call.sessions.values(), key=lambda session: session.joined_at)
        call.happened(Call.HostChanged, on, host_id=earliest.user_id)
