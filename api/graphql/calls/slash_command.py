"""Slash commands as a client offers them for completion."""

from typing import Self

import strawberry

from domain.slash_commands.command import ROOT, USAGE, Verb


@strawberry.type(description="A slash command that people can type.")
class SlashCommand:
    command: str = strawberry.field(description="The words that it begins with, such as /call start.")
    argument: str | None = strawberry.field(
        description="What may follow: a word in brackets is any text, and @user the external id of a user after an @; "
        "null if nothing may."
    )
    argument_required: bool = strawberry.field(description="Whether the argument can't be left out.")
    help: str = strawberry.field(description="What it does, in a sentence.")

    @classmethod
    def of(cls, verb: Verb) -> Self:
        usage = USAGE[verb]
        return cls(
            command=f"{ROOT} {verb}",
            argument=usage.argument or None,
            argument_required=usage.required,
            help=usage.help,
        )
