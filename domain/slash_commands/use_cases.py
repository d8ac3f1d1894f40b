"""Carries out slash commands. What they answer is for the one who typed them: an ephemeral message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from domain.calls.authority import Requester
from domain.calls.call import Call
from domain.calls.hosting import HostUseCases
from domain.calls.joining import Device
from domain.calls.link import link_of
from domain.calls.use_cases import CallUseCases
from domain.directory.room import Room
from domain.kernel.errors import NoCallInRoom, NotInCall, UnknownCall, UnknownRoom
from domain.kernel.ids import user_id
from domain.kernel.log import Log
from domain.kernel.occasion import Cause
from domain.kernel.use_case import Done
from domain.recordings.use_cases import RecordingUseCases
from domain.slash_commands.command import SlashCommand, Verb, parse, usage


class LastCallStatistics(Protocol):
    """Where the statistics of a user's last joined call come from."""

    def of_last_call(self, user_id: UUID) -> str:
        """JSON. Raises DomainError if the user has joined none."""


@dataclass(frozen=True)
class Typed:
    """Who typed a command, where, and on which device."""

    room_id: UUID
    by: Requester
    device: Device
    text: str


@dataclass(frozen=True)
class Reply:
    """The ephemeral message, and what was done, if anything was."""

    text: str
    done: Done | None = None


class SlashCommandUseCases:
    """`execute` raises UnknownCommand, UnknownRoom, NoCallInRoom, and whatever the command's use case raises."""

    def __init__(
        self,
        log: Log,
        calls: CallUseCases,
        hosting: HostUseCases,
        recordings: RecordingUseCases,
        statistics: LastCallStatistics,
        base_url: str,
    ) -> None:
        self._log = log
        self._calls = calls
        self._hosting = hosting
        self._recordings = recordings
        self._statistics = statistics
        self._base_url = base_url
        self._verbs: Mapping[Verb, Callable[[Typed, SlashCommand, Cause], Reply]] = {
            Verb.START: self._start,
            Verb.JOIN: self._join,
            Verb.LEAVE: self._leave,
            Verb.END: self._end,
            Verb.LINK: self._link,
            Verb.STATS: self._stats,
            Verb.RECORDING_START: self._start_recording,
            Verb.RECORDING_STOP: self._stop_recording,
            Verb.HOST: self._host,
            Verb.RING: self._ring,
            Verb.HELP: self._help,
        }

    def execute(self, typed: Typed, cause: Cause) -> Reply:
        """To somebody who isn't a member, the room doesn't exist, whatever the command."""
        command = parse(typed.text)
        self._log.find(Room, typed.room_id, UnknownRoom).require_member(typed.by.user_id)
        return self._verbs[command.verb](typed, command, cause)

    def _start(self, typed: Typed, command: SlashCommand, cause: Cause) -> Reply:
        ongoing = self._room(typed).ongoing_call_id
        done = self._calls.start(
            room_id=typed.room_id,
            by=typed.by.user_id,
            device=typed.device,
            title=command.argument or None,
            cause=cause,
        )
        joined = "There was a call already; you joined it." if ongoing == done.answer[0] else "You started a call."
        return Reply(joined, done)

    def _join(self, typed: Typed, _: SlashCommand, cause: Cause) -> Reply:
        done = self._calls.join(call_id=self._ongoing(typed), by=typed.by.user_id, device=typed.device, cause=cause)
        return Reply("You joined the call.", done)

    def _leave(self, typed: Typed, _: SlashCommand, cause: Cause) -> Reply:
        call = self._log.find(Call, self._ongoing(typed), UnknownCall)
        session_id = call.sessions.of_device(typed.by.user_id, typed.device.id)
        if session_id is None:
            raise NotInCall("You are not in the call with this device.")
        done = self._calls.leave(call_id=call.id, session_id=session_id, by=typed.by.user_id, cause=cause)
        return Reply("You left the call.", done)

    def _end(self, typed: Typed, _: SlashCommand, cause: Cause) -> Reply:
        done = self._calls.end(call_id=self._ongoing(typed), by=typed.by.user_id, admin=typed.by.admin, cause=cause)
        return Reply("The call has ended for everyone.", done)

    def _link(self, typed: Typed, *_: object) -> Reply:
        self._room(typed).require_linkable()
        return Reply(link_of(typed.room_id, self._base_url))

    def _stats(self, typed: Typed, *_: object) -> Reply:
        return Reply(self._statistics.of_last_call(typed.by.user_id))

    def _start_recording(self, typed: Typed, _: SlashCommand, cause: Cause) -> Reply:
        done = self._recordings.start(call_id=self._ongoing(typed), by=typed.by, cause=cause)
        return Reply("The recording starts.", done)

    def _stop_recording(self, typed: Typed, _: SlashCommand, cause: Cause) -> Reply:
        done = self._recordings.stop(call_id=self._ongoing(typed), by=typed.by, cause=cause)
        return Reply("The recording stops, and will be posted in the call's thread.", done)

    def _host(self, typed: Typed, command: SlashCommand, cause: Cause) -> Reply:
        to = user_id(command.argument)
        done = self._hosting.hand_over(call_id=self._ongoing(typed), to=to, by=typed.by, cause=cause)
        return Reply(f"@{command.argument} is host now.", done)

    def _ring(self, typed: Typed, command: SlashCommand, cause: Cause) -> Reply:
        callee = user_id(command.argument)
        done = self._hosting.ring(call_id=self._ongoing(typed), user_id=callee, by=typed.by, cause=cause)
        return Reply(f"Ringing @{command.argument}.", done)

    def _help(self, *_: object) -> Reply:
        return Reply(usage())

    def _room(self, typed: Typed) -> Room:
        return self._log.find(Room, typed.room_id, UnknownRoom)

    def _ongoing(self, typed: Typed) -> UUID:
        ongoing = self._room(typed).ongoing_call_id
        if ongoing is None:
            raise NoCallInRoom
        return ongoing
