"""Carries out slash commands. What they answer is for the one who typed them: an ephemeral message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, Unpack
from uuid import UUID, uuid4

from domain.calls.authority import Requester
from domain.calls.call import Call
from domain.calls.hosting import HostUseCases
from domain.calls.joining import Device
from domain.calls.link import link_of
from domain.calls.use_cases import CallUseCases
from domain.directory.room import Room
from domain.kernel.errors import NoCallInRoom, NotInCall, UnknownCall, UnknownRoom
from domain.kernel.input_paths import given_as
from domain.kernel.log import Log
from domain.kernel.request import Request
from domain.kernel.text import title as checked_title
from domain.kernel.use_case import Asked, Done
from domain.recordings.use_cases import RecordingUseCases
from domain.slash_commands.command import USAGE, SlashCommand, Verb, parse, usage


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
        self._changes: Mapping[Verb, Callable[[Typed, SlashCommand, Asked], Done]] = {
            Verb.START: self._start,
            Verb.JOIN: self._join,
            Verb.LEAVE: self._leave,
            Verb.END: self._end,
            Verb.RECORDING_START: self._start_recording,
            Verb.RECORDING_STOP: self._stop_recording,
            Verb.HOST: self._host,
            Verb.RING: self._ring,
        }
        self._answers: Mapping[Verb, Callable[[Typed], str]] = {
            Verb.LINK: self._link,
            Verb.STATS: self._stats,
            Verb.HELP: self._help,
        }

    def execute(self, typed: Typed, **asked: Unpack[Asked]) -> Reply:
        """To somebody who isn't a member, the room doesn't exist, whatever the command."""
        command, room = parse(typed.text), self._room(typed)
        room.require_member(typed.by.user_id)
        if command.verb in self._answers:
            return Reply(self._answers[command.verb](typed))
        earlier = self._calls.earlier(**asked)
        if earlier is not None:
            return Reply(self._said_before(command, earlier), Done(earlier.outcome, self._log.end_of_log()))
        done = self._changes[command.verb](typed, command, asked)
        return Reply(_said(command, joined=done.answer[0] == room.ongoing_call_id), done)

    def _said_before(self, command: SlashCommand, earlier: Request) -> str:
        """A call that a request has started began at the same moment."""
        call = self._log.find(Call, earlier.outcome[0], UnknownCall)
        return _said(command, joined=call.created_on != earlier.created_on)

    def _start(self, typed: Typed, command: SlashCommand, asked: Asked) -> Done:
        with given_as("text"):
            title = checked_title(command.argument) if command.argument else None
        return self._calls.start(room_id=typed.room_id, by=typed.by.user_id, device=typed.device, title=title, **asked)

    def _join(self, typed: Typed, _: SlashCommand, asked: Asked) -> Done:
        return self._calls.join(call_id=self._ongoing(typed), by=typed.by.user_id, device=typed.device, **asked)

    def _leave(self, typed: Typed, _: SlashCommand, asked: Asked) -> Done:
        call = self._log.find(Call, self._ongoing(typed), UnknownCall)
        session_id = call.sessions.of_device(typed.by.user_id, typed.device.id)
        if session_id is None:
            raise NotInCall("You are not in the call with this device.")
        return self._calls.leave(call_id=call.id, session_id=session_id, by=typed.by.user_id, **asked)

    def _end(self, typed: Typed, _: SlashCommand, asked: Asked) -> Done:
        return self._calls.end(call_id=self._ongoing(typed), by=typed.by.user_id, admin=typed.by.admin, **asked)

    def _start_recording(self, typed: Typed, _: SlashCommand, asked: Asked) -> Done:
        return self._recordings.start(call_id=self._ongoing(typed), by=typed.by, **asked)

    def _stop_recording(self, typed: Typed, _: SlashCommand, asked: Asked) -> Done:
        return self._recordings.stop(call_id=self._ongoing(typed), by=typed.by, **asked)

    def _host(self, typed: Typed, command: SlashCommand, asked: Asked) -> Done:
        to = self._named(command)
        return self._hosting.hand_over(call_id=self._ongoing(typed), to=to, by=typed.by, **asked)

    def _ring(self, typed: Typed, command: SlashCommand, asked: Asked) -> Done:
        callee = self._named(command)
        return self._hosting.ring(call_id=self._ongoing(typed), user_id=callee, by=typed.by, **asked)

    def _named(self, command: SlashCommand) -> UUID:
        """The user's id; for one who isn't known one that nobody has, who is refused like anybody who isn't there."""
        return self._log.identities.of("user", command.argument) or uuid4()

    def _link(self, typed: Typed) -> str:
        self._room(typed).require_linkable()
        return link_of(typed.room_id, self._base_url)

    def _stats(self, typed: Typed) -> str:
        return self._statistics.of_last_call(typed.by.user_id)

    def _help(self, _: Typed) -> str:
        return usage()

    def _room(self, typed: Typed) -> Room:
        return self._log.find(Room, typed.room_id, UnknownRoom)

    def _ongoing(self, typed: Typed) -> UUID:
        ongoing = self._room(typed).ongoing_call_id
        if ongoing is None:
            raise NoCallInRoom
        return ongoing


def _said(command: SlashCommand, *, joined: bool) -> str:
    """`joined`: whether the call was there before."""
    if command.verb is Verb.START and joined:
        return "There was a call already; you joined it."
    said = USAGE[command.verb].done
    assert said is not None, command
    return said.format(command.argument)
