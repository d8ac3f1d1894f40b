"""Enforces on the server what each session may send: whatever a client sends, only that gets through."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from uuid import UUID

from domain.media_sessions.use_cases import Permission
from media.provider import Answer, MediaProvider, NoSuchPeer, TrackKind

SCREEN = frozenset({TrackKind.SCREEN, TrackKind.SCREEN_AUDIO})
REMEMBERED = 10_000  # sessions and calls that are over; an offer can be under way for seconds


class SessionIsGone(Exception):
    """The session has left, or its call has ended, while its offer was under way."""


class CallIsElsewhere(Exception):
    """The call was placed anew while the offer was under way to this node."""


class FloorEnforcement:
    """Offers bring what their session may send by the log up to some position; the log's follower brings what changes.

    They come in any order, so for each kind of track the newest position counts. Used on the event loop only.
    """

    def __init__(self, provider: MediaProvider, placed: Callable[[UUID, int], None] = lambda _, __: None) -> None:
        """`placed` is told of each call and its generation, when it is first here and whenever it has moved."""
        self._provider = provider
        self._tell_placed = placed
        self._known: dict[UUID, dict[UUID, dict[TrackKind, tuple[int, bool]]]] = {}  # by call and session
        self._generations: dict[UUID, int] = {}  # the highest known of each call that was ever here
        self._gone: dict[UUID, None] = {}  # sessions and calls, oldest first
        self._closing: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Returns when everybody who left is cut off."""
        while self._closing:
            await asyncio.wait(self._closing)

    def negotiate(
        self,
        *,
        call_id: UUID,
        session_id: UUID,
        generation: int,
        sdp: str,
        kinds: Mapping[str, TrackKind],
        permission: Permission,
        continues: UUID | None = None,
        replaces: UUID | None = None,
        wanted: Mapping[str, UUID] | None = None,
    ) -> Answer:
        """Answer an offer. A muted microphone and a camera that is off may be offered, a screen only by its sharer.

        They are cut meanwhile, so that unmuting needs no negotiation; the track of a screen that is stopped ends.

        Raises SessionIsGone, CallIsElsewhere, media.provider.OfferRefused, media.provider.NoSuchConnection.
        """
        if call_id in self._gone or session_id in self._gone:
            raise SessionIsGone
        self.moved({call_id: generation})
        if generation < self._generations[call_id]:
            raise CallIsElsewhere
        for kind, on in _by_kind(permission).items():
            self._learn(call_id, session_id, kind, on, permission.position)
        may = {kind: on for kind, (_, on) in self._known[call_id][session_id].items()}
        answer = self._provider.negotiate(
            call_id=call_id,
            peer_id=session_id,
            sdp=sdp,
            kinds=kinds,
            allowed=[kind for kind in TrackKind if may[kind] or kind not in SCREEN],
            continues=continues,
            replaces=replaces,
            wanted=wanted,
        )
        for kind in may.keys() - SCREEN:
            self._provider.set_forwarding(session_id, kind, may[kind])
        return answer

    @property
    def generations(self) -> Mapping[UUID, int]:
        """The highest known generation of each call that was ever here and goes on."""
        return self._generations

    def moved(self, generations: Mapping[UUID, int]) -> None:
        """These calls are of these generations by now: whoever is in one since an earlier one is in it no more."""
        for call_id, generation in generations.items():
            if generation > self._generations.get(call_id, -1) and call_id not in self._gone:
                self._generations[call_id] = generation
                self._provider.move_call(call_id)
                self._tell_placed(call_id, generation)

    def changed(self, call_id: UUID, session_id: UUID, kinds: Collection[TrackKind], on: bool, position: int) -> None:
        """By the fact at this position of the log, the session may send these kinds, or may not."""
        if call_id in self._gone or session_id in self._gone:
            return  # a share is stopped after its sharer has left
        for kind in kinds:
            if self._learn(call_id, session_id, kind, on, position):
                change = self._provider.set_publishing if kind in SCREEN else self._provider.set_forwarding
                with suppress(NoSuchPeer):
                    change(session_id, kind, on)

    def left(self, call_id: UUID, session_id: UUID) -> None:
        """The session has left its call."""
        self._known.get(call_id, {}).pop(session_id, None)
        self._forget(session_id)
        self._cut_off(asyncio.create_task(self._provider.close_peer(session_id)))

    def ended(self, call_id: UUID) -> None:
        """The call is over."""
        self._known.pop(call_id, None)
        self._generations.pop(call_id, None)
        self._forget(call_id)
        self._cut_off(asyncio.create_task(self._provider.close_call(call_id)))

    def start_over(self) -> None:
        """What is known rests on facts that may be gone: everyone is cut off, and whoever may connects again."""
        for call_id in self._known:
            self._cut_off(asyncio.create_task(self._provider.close_call(call_id)))
        self._known.clear()
        self._gone.clear()
        self._generations.clear()

    def _learn(self, call_id: UUID, session_id: UUID, kind: TrackKind, on: bool, position: int) -> bool:
        """Whether this is the newest that is known."""
        known = self._known.setdefault(call_id, {}).setdefault(session_id, {})
        if kind in known and known[kind][0] > position:
            return False
        known[kind] = (position, on)
        return True

    def _forget(self, gone: UUID) -> None:
        self._gone[gone] = None
        if len(self._gone) > REMEMBERED:
            del self._gone[next(iter(self._gone))]

    def _cut_off(self, task: asyncio.Task[None]) -> None:
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _by_kind(permission: Permission) -> dict[TrackKind, bool]:
    return {
        TrackKind.MICROPHONE: permission.microphone,
        TrackKind.CAMERA: permission.camera,
        TrackKind.SCREEN: permission.screen,
        TrackKind.SCREEN_AUDIO: permission.screen,
    }
