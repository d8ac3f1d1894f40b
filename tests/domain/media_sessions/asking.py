"""How tests ask for media, as an API process does when a client's offer comes."""

from uuid import UUID

from domain.media_sessions.use_cases import MediaSessionUseCases
from tests.people import ADA, CAUSE


def ask_for_media(
    sessions: MediaSessionUseCases,
    call_id: UUID,
    session_id: UUID,
    connection_id: UUID,
    *,
    by: UUID = ADA,
    node_id: str = "one",
    generation: int = 1,
) -> UUID:
    """The id of the media session."""
    (media_id,) = sessions.request(
        call_id=call_id,
        session_id=session_id,
        user_id=by,
        connection_id=connection_id,
        node_id=node_id,
        generation=generation,
        cause=CAUSE,
    ).answer
    return media_id
