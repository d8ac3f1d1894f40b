"""Slash commands as text: what there is, and what somebody typed."""

from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from domain.kernel.errors import UnknownCommand

ROOT = "/call"


class Verb(StrEnum):
    START = "start"
    JOIN = "join"
    LEAVE = "leave"
    END = "end"
    LINK = "link"
    STATS = "stats"
    RECORDING_START = "recording start"
    RECORDING_STOP = "recording stop"
    HOST = "host"
    RING = "ring"
    HELP = "help"


@dataclass(frozen=True)
class Usage:
    """What may follow a verb, whether it must, what the command does, and what it says of it when it is done.

    done: None for a command whose answer is what it was asked for; {} stands for the argument.
    """

    argument: str
    required: bool
    help: str
    done: str | None


USAGE: dict[Verb, Usage] = {
    Verb.START: Usage(
        "[title]", False, "Start a call in this room, or join the one that is on.", "You started a call."
    ),
    Verb.JOIN: Usage("", False, "Join the call in this room.", "You joined the call."),
    Verb.LEAVE: Usage("", False, "Leave the call with this device.", "You left the call."),
    Verb.END: Usage(
        "", False, "End the call for everyone; for its host and admins.", "The call has ended for everyone."
    ),
    Verb.LINK: Usage("", False, "Show the link that opens or joins this room's call.", None),
    Verb.STATS: Usage("", False, "Show the statistics of the call you joined last, as JSON.", None),
    Verb.RECORDING_START: Usage(
        "", False, "Start to record the call; for its host and admins.", "The recording starts."
    ),
    Verb.RECORDING_STOP: Usage(
        "",
        False,
        "Stop recording; the file is posted in the call's thread.",
        "The recording stops, and will be posted in the call's thread.",
    ),
    Verb.HOST: Usage("@user", True, "Make somebody else host of the call.", "@{} is host now."),
    Verb.RING: Usage("@user", True, "Ring a member of this room who has not joined.", "Ringing @{}."),
    Verb.HELP: Usage("", False, "Show this list.", None),
}


@dataclass(frozen=True)
class SlashCommand:
    """One command with its argument, "" where it has none; a user's is the external id without the @."""

    verb: Verb
    argument: str = ""


def parse(text: str) -> SlashCommand:
    """What somebody typed, such as "/call start Standup". Raises UnknownCommand, which names the nearest ones."""
    root, _, rest = text.strip().partition(" ")
    if root != ROOT:
        raise UnknownCommand(f"Call commands start with {ROOT}; {ROOT} help lists them.")
    typed = " ".join(rest.split())
    verb = _verb(typed)
    argument = typed[len(verb) :].strip()
    return SlashCommand(verb, _argument(verb, argument))


def usage() -> str:
    """All commands, one a line."""
    return "\n".join(f"{_signature(verb)}: {usage.help}" for verb, usage in USAGE.items())


def _verb(typed: str) -> Verb:
    if not typed:
        return Verb.HELP
    for verb in Verb:
        if typed == verb or typed.startswith(f"{verb} "):
            return verb
    words = 2 if typed.startswith("rec") else 1
    nearest = get_close_matches(" ".join(typed.split()[:words]), list(Verb), n=3, cutoff=0.5)
    hint = " or ".join(f"{ROOT} {verb}" for verb in nearest) or f"{ROOT} help"
    raise UnknownCommand(f"There is no command {ROOT} {typed.split()[0]}. Did you mean {hint}?")


def _argument(verb: Verb, argument: str) -> str:
    expected = USAGE[verb]
    if argument and not expected.argument:
        raise UnknownCommand(f"{ROOT} {verb} takes no argument.")
    if expected.required and not argument:
        raise UnknownCommand(f"An argument is missing: {_signature(verb)}.")
    if expected.argument != "@user":
        return argument
    if not argument.startswith("@") or " " in argument or argument == "@":
        raise UnknownCommand(f"Name one user: {_signature(verb)}.")
    return argument.removeprefix("@")


def _signature(verb: Verb) -> str:
    return f"{ROOT} {verb} {USAGE[verb].argument}".strip()
