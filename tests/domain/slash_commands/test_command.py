import pytest

from domain.kernel.errors import UnknownCommand
from domain.slash_commands.command import USAGE, SlashCommand, Verb, parse, usage


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/call start", SlashCommand(Verb.START)),
        ("/call start Weekly  planning", SlashCommand(Verb.START, "Weekly planning")),
        ("  /call   join ", SlashCommand(Verb.JOIN)),
        ("/call leave", SlashCommand(Verb.LEAVE)),
        ("/call end", SlashCommand(Verb.END)),
        ("/call link", SlashCommand(Verb.LINK)),
        ("/call stats", SlashCommand(Verb.STATS)),
        ("/call recording start", SlashCommand(Verb.RECORDING_START)),
        ("/call recording   stop", SlashCommand(Verb.RECORDING_STOP)),
        ("/call host @grace", SlashCommand(Verb.HOST, "grace")),
        ("/call ring @alan", SlashCommand(Verb.RING, "alan")),
        ("/call help", SlashCommand(Verb.HELP)),
        ("/call", SlashCommand(Verb.HELP)),
    ],
)
def test_every_command_is_understood(text: str, command: SlashCommand) -> None:
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("/call strat", "/call start"),
        ("/call jion", "/call join"),
        ("/call recording begin", "/call recording start"),
        ("/call xyzzy", "/call help"),
        ("/cal start", "/call help"),
        ("hello", "/call help"),
    ],
)
def test_an_unknown_command_names_the_nearest_ones(text: str, hint: str) -> None:
    with pytest.raises(UnknownCommand, match=hint):
        parse(text)


@pytest.mark.parametrize(
    "text", ["/call host", "/call host grace", "/call host @", "/call ring @a @b", "/call join now", "/call end all"]
)
def test_an_argument_that_does_not_fit_is_refused_with_how_it_goes(text: str) -> None:
    with pytest.raises(UnknownCommand, match="/call"):
        parse(text)


def test_help_lists_every_command_with_what_it_does() -> None:
    lines = usage().splitlines()
    assert len(lines) == len(Verb) == len(USAGE)
    assert all(line.startswith("/call ") and line.endswith(".") for line in lines)
