"""A room's call link: it contains the room's id, never changes, and opens or joins the room's call."""

from urllib.parse import urlsplit
from uuid import UUID

from domain.kernel.errors import InvalidInput

PATH = "/call/"


def link_of(room_id: UUID, base_url: str) -> str:
    """The link to share; `base_url` is where the chat product's users reach it, without a slash at the end."""
    return f"{base_url}{PATH}{room_id}"


def room_of(link: str) -> UUID:
    """The room of a link, whatever its host: the id alone decides. Raises InvalidInput."""
    path = urlsplit(link.strip()).path
    _, found, room_id = path.partition(PATH)
    try:
        if found:
            return UUID(room_id.strip("/"))
    except ValueError:
        pass
    raise InvalidInput("link", "This is not a call link.")
