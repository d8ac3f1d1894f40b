"""`ringlog token`: a bearer token for a user, to try things out or for a service account."""

from datetime import timedelta
from typing import Annotated

import typer

from api.access.tokens import CannotIssueTokens, Role, Tokens
from domain.kernel.errors import InvalidInput
from ringlog.cli.duration import duration
from ringlog.cli.preparing import configuration, refuse


def token(
    user: Annotated[str, typer.Argument(metavar="USER", help="What the chat product calls the user.")],
    role: Annotated[Role, typer.Option(help="What the token's owner may do.")] = Role.MEMBER,
    expires: Annotated[
        timedelta, typer.Option(parser=duration, metavar="TIME", help="From now: 90s, 30m, 12h, 7d or 4w.")
    ] = "12h",  # type: ignore[assignment] # Typer parses the default like any other value
) -> None:
    """Print a signed bearer token, and nothing else.

    It is signed with `RINGLOG_JWT_KEY`; without one, with the secret kept in the data folder. In production your chat
    product issues the tokens: signed with the same key, with the claims `sub` (the user), `role`, `aud`, `iat`, `exp`.

    **Examples**

    - `ringlog token ada` — a member, for 12 hours
    - `ringlog token directory-sync --role service --expires 4w` — a service account
    - `curl -H "Authorization: Bearer $(ringlog token ada)" …`
    """
    try:
        typer.echo(Tokens.of(configuration()).issue(user, role, expires))
    except (CannotIssueTokens, InvalidInput) as problem:
        refuse(str(problem))
