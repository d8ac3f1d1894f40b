"""Who asks for a file: by a bearer token, or by a link that was signed for one person."""

from collections.abc import Callable, Mapping
from uuid import UUID

from starlette.requests import Request

from api.access.authorization_header import bearer_token
from api.access.person import Person
from api.access.token_owner import TokenOwners
from api.access.tokens import Role, Unauthenticated
from domain.inspections.inspection import Seen, Subject
from domain.inspections.use_cases import InspectionUseCases
from runtime.thread_pools import in_thread


class LinkNotGood(Unauthenticated):
    sentence = "This link isn't good, or no longer: get a new one."


async def person_asking(
    request: Request, owners: TokenOwners, of_link: Callable[[UUID, Mapping[str, str]], Person | None], id_: UUID | None
) -> Person:
    """`of_link`: whom the query of a link stands for; `id_`: what is asked for. Raises Unauthenticated."""
    if "signature" not in request.query_params:
        return Person.of(await owners.recognise(bearer_token(request.headers.get("authorization"))))
    person = None if id_ is None else await in_thread(of_link, id_, request.query_params)
    if person is None:
        raise LinkNotGood
    return person


async def put_on_record(
    request: Request, inspections: InspectionUseCases, person: Person, subject: Subject, id_: UUID
) -> None:
    """An auditor whose look can't be recorded gets nothing: it raises what recording raises."""
    if person.role is Role.AUDITOR:
        origin = request.client.host if request.client is not None else "unknown"
        await in_thread(
            inspections.record,
            auditor_id=person.user_id,
            seen=[Seen(subject, id_)],
            live=False,
            cause=person.cause(origin),
        )


def id_in(text: str) -> UUID | None:
    """None if it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def knows(request: Request, tag: str) -> bool:
    """Whether the client has what has this entity tag (RFC 9110 §13.1.2)."""
    known = [each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")]
    return tag in known or known == ["*"]
