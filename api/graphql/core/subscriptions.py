"""Subscriptions: each is a declaration, and a method that reads its state.

The declaration says what the subscription is about, which changes it follows, and as what it goes on record when an
auditor watches. Its argument, its result with NotFound, who may see it and the record are derived from that.
"""

import asyncio
import inspect
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from dataclasses import dataclass
from functools import partial, wraps
from typing import Annotated, Any, TypeAlias, TypeVar, get_args
from uuid import UUID

import strawberry
from strawberry import Schema

from api.graphql.core.context import Context, Info
from api.graphql.core.ids import local_id
from api.graphql.core.paging import LARGEST_PAGE
from api.graphql.core.refusals import NotFound, missing, not_found
from api.graphql.core.watchable import R, Watchable
from api.live.executions import LiveOperation
from domain.inspections.inspection import Seen, Subject
from domain.kernel.ids import WORKSPACE_ID
from projections import change_keys

F = TypeVar("F", bound=Callable[..., Any])
Wake: TypeAlias = Callable[[], None]
Newest = Annotated[int, strawberry.argument(description=f"How many of the newest, from 1 to {LARGEST_PAGE}.")]
REFUSED = "or a refusal if the viewer doesn't see it, or no longer does."


@dataclass(frozen=True)
class Declaration:
    """What there is to know of a subscription besides its state.

    about: None if it is about the viewer. subject: None if it shows auditors nothing that is somebody else's.
    only_changes: whether results after the first say only what has changed since the one before.
    """

    about: Watchable[Any] | None = None
    subject: Subject | None = None
    only_changes: bool = False

    @classmethod
    def of(cls, schema: Schema, operation: LiveOperation) -> "Declaration":
        """That of the subscription which an operation selects."""
        field = schema.get_field_for_type(operation.field, "Subscription")
        assert field is not None
        declaration: Declaration = field.metadata[cls]
        return declaration

    def id_in(self, operation: LiveOperation) -> UUID | None:
        """The id of what an operation is about; None if what was given names nothing of that kind."""
        return None if self.about is None else local_id(self.about.kind, operation.arguments[self.about.argument])

    def seen_by(self, operation: LiveOperation) -> Seen | None:
        """What an auditor looks at by an operation, if it goes on record."""
        id_ = WORKSPACE_ID if self.about is None else self.id_in(operation)
        return None if self.subject is None or id_ is None else Seen(self.subject, id_)


def subscription(
    about: Watchable[R],
    description: str,
    *,
    result: str,
    subject: Subject,
    follows: Callable[[R], set[str]],
    follows_own: Callable[[UUID], set[str]] | None = None,
    hears: Callable[[Context, R, Wake], AbstractAsyncContextManager[Any]] | None = None,
) -> Callable[[F], F]:
    """A method that reads the state of something in a room: at once, and after each change of the keys it `follows`.

    Its parameter for the thing's id is an argument in the schema, as are all that aren't keyword-only. `result`
    describes the union of what it answers and NotFound, which those get who don't see the thing. `follows_own`: keys of
    a user, where the document is executed for them alone. `hears` wakes it by what isn't a change of any view; what
    that yields, the method is given as `heard`.
    """

    def decorate(read: F) -> F:
        async def states(self: object, info: Info, **given: Any) -> AsyncGenerator[Any, None]:
            id_ = local_id(about.kind, given[about.parameter])
            thing = await about.visible(info.context, id_)
            if thing is None:
                yield not_found(missing(about.unknown, given[about.parameter]))
                await asyncio.Event().wait()  # whoever gets access is in another execution from then on
                return
            hearing = None if hears is None else partial(hears, info.context, thing)
            watched = follows(thing) | _own_keys(info.context, follows_own)
            async with aclosing(_moments(info.context, watched, hearing)) as moments:
                async for heard in moments:
                    yield await read(self, info, **given | {about.parameter: id_}, **heard)

        return _field(read, states, description, _result(read, result), Declaration(about, subject))

    return decorate


def own_subscription(
    description: str,
    *,
    follows: frozenset[str] = frozenset(),
    subject: Subject | None = None,
    hears: Callable[[Wake], AbstractAsyncContextManager[Any]] | None = None,
) -> Callable[[F], F]:
    """A method that reads what is the viewer's own: at once, and after each change of it and of what they may see.

    `follows`: keys whose changes change it, too. `subject`: as what of the workspace's it goes on record, if it does.
    `hears` is as in `subscription`.
    """

    def decorate(read: F) -> F:
        async def states(self: object, info: Info, **given: Any) -> AsyncGenerator[Any, None]:
            user_id = info.context.asking.user_id
            watched = {change_keys.user(user_id), change_keys.access(user_id), *follows}
            async with aclosing(_moments(info.context, watched, hears)) as moments:
                async for heard in moments:
                    yield await read(self, info, **given, **heard)

        return _field(read, states, description, inspect.signature(read).return_annotation, Declaration(None, subject))

    return decorate


def changes_subscription(description: str) -> Callable[[F], F]:
    """A generator of the whole of what is the viewer's own, and from then on of what has changed in it."""

    def decorate(read: F) -> F:
        (answer,) = get_args(inspect.signature(read).return_annotation)[:1]
        return _field(read, read, description, answer, Declaration(only_changes=True))

    return decorate


def _own_keys(context: Context, follows: Callable[[UUID], set[str]] | None) -> set[str]:
    return set() if follows is None or context.person is None else follows(context.person.user_id)


async def _moments(
    context: Context, watched: set[str], hearing: Callable[[Wake], AbstractAsyncContextManager[Any]] | None = None
) -> AsyncGenerator[dict[str, Any], None]:
    """Now, and after each change of the keys, with what is heard; what was loaded before is forgotten."""
    async with (
        context.backend.changes.watch(watched) as changes,
        nullcontext() if hearing is None else hearing(changes.wake) as heard,
    ):
        given = {} if hearing is None else {"heard": heard}
        context.renew()
        yield given
        async for _ in changes:
            context.renew()
            yield given


def _result(read: Callable[..., Any], description: str) -> Any:
    """The union of what a method answers and NotFound, named for the method."""
    name = "".join(word.capitalize() for word in read.__name__.split("_"))
    members: Any = inspect.signature(read).return_annotation | NotFound
    return Annotated[members, strawberry.union(f"{name}Result", description=description)]


def _field(read: F, states: Callable[..., Any], description: str, answer: Any, declaration: Declaration) -> F:
    """The field whose resolver is `states`; its name and arguments are those of `read`."""
    signature = inspect.signature(read)
    about, theirs = declaration.about, []
    for parameter in signature.parameters.values():
        if about is not None and parameter.name == about.parameter:
            theirs.append(parameter.replace(annotation=about.id_argument))
        elif parameter.kind is not parameter.KEYWORD_ONLY:
            theirs.append(parameter)
    resolver: Any = wraps(read)(states)
    resolver.__signature__ = signature.replace(parameters=theirs, return_annotation=AsyncGenerator[answer, None])
    decorate: Callable[[Any], F] = strawberry.subscription(description=description, metadata={Declaration: declaration})
    return decorate(resolver)
