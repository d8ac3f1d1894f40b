"""Mutations of sessions: signs of life, and the negotiation of media. Both can be repeated without harm."""

from collections.abc import Mapping
from uuid import UUID

import strawberry

from api.graphql.calls.inputs import OfSession
from api.graphql.calls.payloads import WithSession
from api.graphql.calls.session import Session
from api.graphql.core.context import Info
from api.graphql.core.enums import TrackKind
from api.graphql.core.fields import resolved
from api.graphql.core.ids import global_id, local_id
from api.graphql.core.inputs import Repeatable, connection, optional
from api.graphql.core.mutation import mutation
from api.graphql.core.nodes import visible
from api.graphql.core.performing import acting_person
from api.graphql.media.offer import checked_offer
from domain.kernel.errors import InvalidInput
from domain.kernel.input_paths import within
from media import provider as port
from runtime.thread_pools import in_thread


@strawberry.input(description="Which session is alive.")
class RenewSessionInput(Repeatable, OfSession):
    pass


@strawberry.input(description="What a section of an offer sends.")
class OfferedTrackInput:
    mid: str = strawberry.field(description="The section's id: its a=mid (RFC 9143).")
    kind: TrackKind = strawberry.field(description="What the section carries.")


@strawberry.input(description="What a section of an offer is to receive.")
class WantedTrackInput:
    mid: str = strawberry.field(description="The section's id: its a=mid (RFC 9143). It receives, and sends nothing.")
    track_id: strawberry.ID = strawberry.field(description="A track of another session in the call.")


@strawberry.input(description="A session's offer.")
class NegotiateMediaInput(Repeatable, OfSession):
    sdp_offer: str = strawberry.field(description="An SDP offer with an audio section, up to 512 KB.")
    connection_id: strawberry.ID | None = optional(
        "The connection that the offer belongs to, as the answer to the RTCPeerConnection's first offer named it; "
        "left out in that first offer. It is refused as CONNECTION_LOST if the media server no longer has it."
    )
    replaces_connection_id: strawberry.ID | None = optional(
        "In the first offer of a new RTCPeerConnection, the connection that this client had before. Like "
        "connectionId, it is refused as SESSION_TAKEN_OVER if another client has connected the session since."
    )
    tracks: list[OfferedTrackInput] = strawberry.field(
        default_factory=list,
        description="What the sections carry. Of those left out, sound is the microphone and a picture is the camera.",
    )

    wanted: list[WantedTrackInput] | None = optional(
        "Which track each section is to receive: those named here and no others, so that sections left out carry "
        "nothing. What goes on as it was isn't interrupted. Left out, free sections get the tracks that aren't "
        "received yet, in the order in which they began."
    )


@strawberry.type(description="The session, whose place is kept.")
class RenewSessionPayload(WithSession):
    pass


@strawberry.type(description="A track of another session, as it arrives on a section of the answer.")
class ReceivedTrack:
    mid: str = strawberry.field(description="The section's id: its a=mid (RFC 9143).")
    track_id: strawberry.ID = strawberry.field(
        description="The track's id, by which it is found among the tracks of its session."
    )
    session_id: strawberry.ID = strawberry.field(description="The id of the session that sends the track.")
    kind: TrackKind = strawberry.field(description="What the track carries.")

    @resolved("The session that sends the track; null while the views are behind, or if it has just left.")
    async def session(self, info: Info) -> Session | None:
        return await visible(info.context, Session, local_id("Session", self.session_id))


@strawberry.type(description="A track that was wanted and isn't there: it is over, or is none of this call.")
class MissingTrack:
    mid: str = strawberry.field(description="The section that it was wanted on, which carries nothing.")
    track_id: strawberry.ID = strawberry.field(description="The track's id, as it was given.")


@strawberry.type(description="The media server's answer to an offer.")
class MediaAnswer:
    sdp: str = strawberry.field(description="The SDP answer.")
    tracks: list[ReceivedTrack] = strawberry.field(description="The tracks that will arrive, each with its section.")
    missing: list[MissingTrack] = strawberry.field(description="The wanted tracks that aren't there.")


@strawberry.type(description="The answer to an offer.")
class NegotiateMediaPayload(WithSession):
    connection_id: strawberry.ID = strawberry.field(
        description="The connection to the media server. If it is not the one that the RTCPeerConnection had, that "
        "one is lost: make a new RTCPeerConnection, and name this id as `replacesConnectionId` in its offer."
    )
    answer: MediaAnswer = strawberry.field(description="The answer, to be set as the remote description.")


@strawberry.type
class MediaMutations:
    @mutation("Show that a session is alive. Devices without media have to, every 10 seconds.")
    async def renew_session(self, info: Info, input: RenewSessionInput) -> RenewSessionPayload:
        person = await acting_person(info.context)
        backend, cause = info.context.backend, info.context.cause
        assert cause is not None, "mutations are always caused by a request"
        call_id, session_id = input.call(), input.session()
        require = backend.services.media_sessions.require_session
        await in_thread(require, call_id=call_id, session_id=session_id, by=person.user_id, cause=cause)
        await in_thread(backend.presence.seen, [session_id], backend.clock())
        return RenewSessionPayload(shown=True, session_id=global_id("Session", session_id))

    @mutation(
        "Connect a session to the media server, or change what it sends and receives. Offer again whenever the call's "
        "tracks have changed.",
        result="The answer",
    )
    async def negotiate_media(self, info: Info, input: NegotiateMediaInput) -> NegotiateMediaPayload:
        person = await acting_person(info.context)
        cause = info.context.cause
        assert cause is not None, "mutations are always caused by a request"
        call_id, session_id = input.call(), input.session()
        wanted = None if input.wanted is None else _wanted(input.wanted)
        answer = await info.context.backend.media.negotiate(
            call_id=call_id,
            session_id=session_id,
            user_id=person.user_id,
            sdp=checked_offer(input.sdp_offer),
            continues=connection(input.connection_id, "connectionId"),
            replaces=connection(input.replaces_connection_id, "replacesConnectionId"),
            kinds=_kinds(input.tracks),
            wanted=wanted,
            cause=cause,
        )
        return NegotiateMediaPayload(
            shown=True,
            session_id=global_id("Session", session_id),
            connection_id=global_id("Connection", answer.connection_id),
            answer=_answer(answer, {each.mid: each.track_id for each in input.wanted or ()}),
        )


def _kinds(tracks: list[OfferedTrackInput]) -> Mapping[str, port.TrackKind]:
    """By mid, in the media server's words. Raises InvalidInput if a section is named twice."""
    kinds: dict[str, port.TrackKind] = {}
    for position, track in enumerate(tracks):
        if track.mid in kinds:
            with within("tracks", position):
                raise InvalidInput("mid", "Two of the tracks name the same section.")
        kinds[track.mid] = port.TrackKind(track.kind.value)
    return kinds


def _wanted(tracks: list[WantedTrackInput]) -> Mapping[str, UUID]:
    """By mid. Raises InvalidInput if a section is named twice, or an id can't be a track's."""
    wanted: dict[str, UUID] = {}
    for position, track in enumerate(tracks):
        with within("wanted", position):
            if track.mid in wanted:
                raise InvalidInput("mid", "Two of the wanted tracks name the same section.")
            track_id = local_id("Track", track.track_id)
            if track_id is None:
                raise InvalidInput("trackId", "This is no id of a track.")
            wanted[track.mid] = track_id
    return wanted


def _answer(answer: port.Answer, wanted: Mapping[str, strawberry.ID]) -> MediaAnswer:
    tracks = [
        ReceivedTrack(
            mid=track.mid,
            track_id=global_id("Track", track.track_id),
            session_id=global_id("Session", track.publisher_id),
            kind=TrackKind(track.kind.value),
        )
        for track in answer.tracks
    ]
    missing = [MissingTrack(mid=mid, track_id=wanted[mid]) for mid in answer.missing]
    return MediaAnswer(sdp=answer.sdp, tracks=tracks, missing=missing)
