"""Mutations of sessions: signs of life, and the negotiation of media. Both can be repeated without harm."""

from collections.abc import Mapping
from uuid import UUID

import strawberry

from api.graphql.core.context import Context, Info
from api.graphql.core.enums import TrackKind
from api.graphql.core.ids import global_id
from api.graphql.core.mutation import mutation
from api.graphql.core.nodes import reference
from api.graphql.core.performing import acting_person, connection, wanted
from api.graphql.directory.user import User
from api.graphql.media.offer import checked_offer
from domain.kernel.errors import InvalidInput as InvalidInputError
from domain.kernel.errors import UnknownCall, UnknownSession
from media import provider as port
from runtime.threads import in_thread

SESSION = "The session that this device got when it joined."


@strawberry.input(description="Which session is alive.")
class RenewSessionInput:
    call_id: strawberry.ID = strawberry.field(description="The call.")
    session_id: strawberry.ID = strawberry.field(description=SESSION)


@strawberry.input(description="What a section of an offer sends.")
class OfferedTrackInput:
    mid: str = strawberry.field(description="The section's a=mid.")
    kind: TrackKind = strawberry.field(description="What it carries.")


@strawberry.input(description="A session's offer.")
class NegotiateMediaInput:
    call_id: strawberry.ID = strawberry.field(description="The call.")
    session_id: strawberry.ID = strawberry.field(description=SESSION)
    sdp_offer: str = strawberry.field(description="An SDP offer with an audio section, up to 512 KB.")
    connection_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The connection that the offer belongs to, as the RTCPeerConnection's first answer named it; "
        "left out in its first offer. CONNECTION_LOST if the media server no longer has it.",
    )
    replaces: strawberry.ID | None = strawberry.field(
        default=None,
        description="In the first offer of a new RTCPeerConnection, the connection that this client had before. "
        "SESSION_TAKEN_OVER, here and with connectionId, if another client has connected the session since.",
    )
    tracks: list[OfferedTrackInput] = strawberry.field(
        default_factory=list,
        description="What the sections carry; of those left out, sound is the microphone and pictures the camera.",
    )


@strawberry.type(description="The session, whose place is kept.")
class RenewSessionPayload:
    session_id: strawberry.ID = strawberry.field(description="The session.")


@strawberry.type(description="Somebody's track, as it arrives on a section of the answer.")
class ReceivedTrack:
    user_id: strawberry.Private[UUID | None]
    mid: str = strawberry.field(description="The section's a=mid.")
    track_id: strawberry.ID = strawberry.field(description="The track.")
    session_id: strawberry.ID = strawberry.field(description="The session that sends it.")
    kind: TrackKind = strawberry.field(description="What it carries.")
    user: User | None = reference("User", "user_id", "Who sends it; null if they have just left.")


@strawberry.type(description="What the media server answers to an offer.")
class MediaAnswer:
    sdp: str = strawberry.field(description="The SDP answer.")
    tracks: list[ReceivedTrack] = strawberry.field(description="What will arrive, and whose it is.")


@strawberry.type(description="The answered offer.")
class NegotiateMediaPayload:
    session_id: strawberry.ID = strawberry.field(description="The session.")
    connection_id: strawberry.ID = strawberry.field(
        description="The connection to the media server. If it isn't the one that the RTCPeerConnection had, that one "
        "is lost: make a new RTCPeerConnection, and offer with its id as `replaces`."
    )
    answer: MediaAnswer = strawberry.field(description="The answer to set as the remote description.")


@strawberry.type
class MediaMutations:
    @mutation("A session's sign of life, for devices that have no media: every 10 seconds.")
    async def renew_session(self, info: Info, input: RenewSessionInput) -> RenewSessionPayload:
        person = await acting_person(info.context)
        backend, cause = info.context.backend, info.context.cause
        assert cause is not None, "mutations are always caused by a request"
        call_id = wanted("Call", input.call_id, UnknownCall)
        session_id = wanted("Session", input.session_id, UnknownSession)
        require = backend.services.media_sessions.require_session
        await in_thread(require, call_id=call_id, session_id=session_id, by=person.user_id, cause=cause)
        await in_thread(backend.presence.seen, [session_id], backend.clock())
        return RenewSessionPayload(session_id=input.session_id)

    @mutation(
        "Connect a session to the media server, or change what it sends and receives: "
        "offer again whenever the call's tracks have changed."
    )
    async def negotiate_media(self, info: Info, input: NegotiateMediaInput) -> NegotiateMediaPayload:
        person = await acting_person(info.context)
        cause = info.context.cause
        assert cause is not None, "mutations are always caused by a request"
        call_id = wanted("Call", input.call_id, UnknownCall)
        answer = await info.context.backend.media.negotiate(
            call_id=call_id,
            session_id=wanted("Session", input.session_id, UnknownSession),
            user_id=person.user_id,
            sdp=checked_offer(input.sdp_offer),
            continues=connection(input.connection_id, "connectionId"),
            replaces=connection(input.replaces, "replaces"),
            kinds=_kinds(input.tracks),
            cause=cause,
        )
        return NegotiateMediaPayload(
            session_id=input.session_id,
            connection_id=global_id("Connection", answer.connection_id),
            answer=await _shown(info.context, call_id, answer),
        )


def _kinds(tracks: list[OfferedTrackInput]) -> Mapping[str, port.TrackKind]:
    """By mid, in the media server's words. Raises InvalidInput if a section is named twice."""
    kinds = {track.mid: port.TrackKind(track.kind.value) for track in tracks}
    if len(kinds) < len(tracks):
        raise InvalidInputError("tracks", "Two of the tracks name the same section.")
    return kinds


async def _shown(context: Context, call_id: UUID, answer: port.Answer) -> MediaAnswer:
    sessions = await context.loaders.sessions.load(call_id)
    users = {session.id: session.user_id for session in sessions}
    tracks = [
        ReceivedTrack(
            user_id=users.get(track.publisher_id),
            mid=track.mid,
            track_id=global_id("Track", track.track_id),
            session_id=global_id("Session", track.publisher_id),
            kind=TrackKind(track.kind.value),
        )
        for track in answer.tracks
    ]
    return MediaAnswer(sdp=answer.sdp, tracks=tracks)
