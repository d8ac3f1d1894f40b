"""A history of which nobody knows in advance what it holds, through the real services, policies and timers."""

import random
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from domain.calls.authority import Requester
from domain.calls.call import Call
from domain.calls.states import CallState
from domain.directory.room import RoomKind, RoomState
from domain.directory.use_cases import RoomProfile, UserProfile
from domain.erasure.extent import Extent
from domain.kernel.aggregate import Root
from domain.kernel.errors import DomainError
from domain.kernel.ids import expiry_id
from domain.kernel.log import Log
from domain.kernel.occasion import Occasion
from domain.media_sessions.media_session import MediaCloseReason, Quality, TrackKind
from domain.recordings.recording import Recording
from domain.retention.expiring import Retained, begin, complete
from domain.retention.expiry import Expiry
from domain.retention.periods import SETTINGS, ExpiryKind
from tests.domain.media_sessions.asking import ask_for_media
from tests.people import CAUSE, CHANNEL, DIRECT, GROUP, at
from tests.projections.scene import PEOPLE, Scene

T = TypeVar("T")

ROOMS = {"ada-grace": RoomKind.DIRECT, "ada-grace-alan": RoomKind.GROUP_DIRECT, "general": RoomKind.CHANNEL}
DEVICES = ("phone", "laptop")


class RandomHistory:
    """What is refused is refused; time goes on, and sometimes back a little, as it does between machines."""

    def __init__(self, scene: Scene, seed: int) -> None:
        self.scene = scene
        self.random = random.Random(seed)
        self.calls: list[UUID] = []
        self.tracks: list[UUID] = []
        self.recordings: list[UUID] = []
        self.actions: Sequence[Callable[[], None]] = (
            *(4 * (self.start, self.join)),
            *(3 * (self.accept, self.publish, self.request_media)),
            *(2 * (self.leave, self.decline, self.connect_media, self.drop, self.repair)),
            self.dismiss, self.expire, self.restore, self.give_up, self.desert, self.end,
            self.unpublish, self.close_media, self.fail_media, self.sample_media,
            self.mute_room, self.hand_over, self.remove_participant,
            *(2 * (self.raise_hand, self.react_with_emoji, self.share_screen, self.post)),
            self.turn_microphone, self.turn_camera, self.mute_others, self.lower_hand, self.stop_sharing, self.attach,
            *(2 * (self.record, self.start_recording)), self.stop_recording, self.delay_recording,
            self.publish_recording, self.fail_recording, self.delete_file, self.expire_recording, self.expire_texts,
            self.change_preferences, self.see_missed_calls,
            self.rename, self.deactivate, self.change_members, self.change_room, self.change_setting,
        )  # fmt: skip

    def go_on(self, steps: int) -> None:
        """Let that many things happen, or be refused."""
        for _ in range(steps):
            self.scene.turn(self.random.uniform(-0.5, 3))
            try:
                self.random.choice(self.actions)()
            except (DomainError, NothingThere):
                continue
            if self.random.random() < 0.5:
                self.scene.react()
        self.scene.react()

    # Calls

    def start(self) -> None:
        room = self.random.choice((DIRECT, GROUP, CHANNEL, CHANNEL))
        self.calls.append(self.scene.start(room, self._user(), self.random.choice(DEVICES))[0])

    def join(self) -> None:
        self.scene.join(self._call().id, self._user(), self.random.choice(DEVICES))

    def leave(self) -> None:
        call, session_id = self._session()
        self.scene.leave(call.id, session_id, call.sessions[session_id].user_id)

    def end(self) -> None:
        call = self._call()
        self.scene.end(call.id, call.host_id)

    def drop(self) -> None:
        call, session_id = self._session()
        last_sign = self.scene.now - timedelta(seconds=self.random.uniform(0, 10))
        self.scene.timer(
            lambda consequences: consequences.drop_connection(call.id, session_id, Occasion(last_sign, CAUSE))
        )

    def restore(self) -> None:
        call, session_id = self._session()
        self.scene.timer(
            lambda consequences: consequences.restore_connection(call.id, session_id, Occasion(self.scene.now, CAUSE))
        )

    def give_up(self) -> None:
        call = self._call()
        self.scene.turn(40)
        self.scene.timer(lambda consequences: consequences.catch_up_call(call.id, Occasion(self.scene.now, CAUSE)))

    def desert(self) -> None:
        call = self._call()
        self.scene.turn(20)
        self.scene.timer(lambda consequences: consequences.catch_up_call(call.id, Occasion(self.scene.now, CAUSE)))

    # Rings

    def accept(self) -> None:
        ring_id, callee = self._ring()
        self.scene.accept(ring_id, callee, self.random.choice(DEVICES))

    def decline(self) -> None:
        ring_id, callee = self._ring()
        device = self.random.choice((None, *DEVICES))
        self.scene.rings.decline(ring_id=ring_id, by=callee, device_id=device, cause=CAUSE)

    def dismiss(self) -> None:
        ring_id, callee = self._ring()
        self.scene.rings.dismiss(ring_id=ring_id, by=callee, cause=CAUSE)

    def expire(self) -> None:
        ring_id, _ = self._ring()
        self.scene.turn(30)
        self.scene.timer(lambda consequences: consequences.expire_ring(ring_id, at()))

    def mute_room(self) -> None:
        muted = self.random.choice((True, False))
        self.scene.preferences.mute_room(by=self._user(), room_id=DIRECT, muted=muted, cause=CAUSE)

    def change_preferences(self) -> None:
        self.scene.preferences.change(
            by=self._user(),
            ring_tone=self.random.choice(("bell", "gong")),
            do_not_disturb=self.random.random() < 0.3,
            cause=CAUSE,
        )

    def see_missed_calls(self) -> None:
        self.scene.preferences.see_missed_calls(by=self._user(), cause=CAUSE)

    # Floor

    def turn_microphone(self) -> None:
        self._turn(self.scene.floors.set_microphone)

    def turn_camera(self) -> None:
        self._turn(self.scene.floors.set_camera)

    def raise_hand(self) -> None:
        call = self._call()
        self.scene.floors.raise_hand(call_id=call.id, by=self._one(sorted(call.participants)), cause=CAUSE)

    def lower_hand(self) -> None:
        call = self._call()
        of, by = self._one(sorted(call.participants)), Requester(call.host_id)
        self.scene.floors.lower_hand(call_id=call.id, of=of, by=by, cause=CAUSE)

    def react_with_emoji(self) -> None:
        call = self._call()
        by = self._one(sorted(call.participants))
        self.scene.floors.react(call_id=call.id, by=by, emoji=self.random.choice("🎉👏"), cause=CAUSE)

    def share_screen(self) -> None:
        call, session_id = self._session()
        by = call.sessions[session_id].user_id
        self.scene.floors.start_sharing(call_id=call.id, session_id=session_id, by=by, cause=CAUSE)

    def stop_sharing(self) -> None:
        call = self._call()
        self.scene.floors.stop_sharing(call_id=call.id, by=Requester(call.host_id), cause=CAUSE)

    def mute_others(self) -> None:
        call = self._call()
        self.scene.floors.mute_others(call_id=call.id, by=Requester(call.host_id), cause=CAUSE)

    def _turn(self, turn: Callable[..., object]) -> None:
        call, session_id = self._session()
        by, on = call.sessions[session_id].user_id, self.random.choice((True, False))
        turn(call_id=call.id, session_id=session_id, by=by, on=on, cause=CAUSE)

    # Thread

    def post(self) -> None:
        self.scene.threads.post(call_id=self._call().id, by=self._user(), text='Grüße \\ " 🎉', cause=CAUSE)

    def attach(self) -> None:
        self.scene.attach(self._call().id, self._user())

    # Recordings

    def record(self) -> None:
        call = self._call()
        done = self.scene.recordings.start(call_id=call.id, by=Requester(call.host_id), cause=CAUSE)
        self.recordings.append(done.answer[1])

    def start_recording(self) -> None:
        recording_id = self._recording()
        self.scene.recordings.started(recording_id=recording_id, at=self.scene.now, cause=CAUSE)
        self.scene.turn(self.random.choice((0, 0, 3_100)))
        self.scene.timer(
            lambda consequences: consequences.remind_of_recording(recording_id, Occasion(self.scene.now, CAUSE))
        )

    def stop_recording(self) -> None:
        call = self._call()
        self.scene.recordings.stop(call_id=call.id, by=Requester(call.host_id), cause=CAUSE)

    def delay_recording(self) -> None:
        self.scene.recordings.delayed(
            recording_id=self._recording(), reason="The disk is full.", at=self.scene.now, cause=CAUSE
        )

    def publish_recording(self) -> None:
        self.scene.recordings.published(
            recording_id=self._recording(), size=2**33, duration_ms=1, sha256="0" * 64, at=self.scene.now, cause=CAUSE
        )

    def fail_recording(self) -> None:
        self.scene.recordings.failed(
            recording_id=self._recording(), reason="The disk is full.", at=self.scene.now, cause=CAUSE
        )

    def delete_file(self) -> None:
        self.scene.recordings.file_deleted(
            recording_id=self._recording(), retention_days=1, at=self.scene.now, cause=CAUSE
        )

    # Retention

    def expire_recording(self) -> None:
        recording = self.scene.log.find(Recording, self._recording())
        if recording.has_file:
            self._expire(ExpiryKind.RECORDING, recording.id, recording.call_id, recording.room_id)

    def expire_texts(self) -> None:
        call = self.scene.log.find(Call, self._one(self.calls))
        if call.state is CallState.ENDED and self.random.random() < 0.2:
            self._expire(ExpiryKind.TEXT, call.id, call.id, call.room_id)

    def _expire(self, kind: ExpiryKind, subject_id: UUID, call_id: UUID, room_id: UUID) -> None:
        """As if it had been kept for a day; whether the keys are destroyed makes no difference to what is recorded."""
        retained = Retained(kind, subject_id, call_id, room_id, self.scene.now - timedelta(days=1))
        self.scene.workspaces.change_setting(name=SETTINGS[kind], value=1, admin=True, cause=CAUSE)
        self.scene.timer(lambda each: begin(each.log, [retained], lambda _: (), Occasion(self.scene.now, CAUSE)))
        expiry = self.scene.log.look_up(Expiry, expiry_id(subject_id))
        if expiry is not None:
            extents = {expiry.id: Extent(1, 2, 2, "ab" * 32)}
            self.scene.timer(lambda each: self._delayed(each.log, expiry.id))
            self.scene.timer(lambda each: complete(each.log, extents, Occasion(self.scene.now, CAUSE)))

    def _delayed(self, log: Log, id_: UUID) -> tuple[Root, ...]:
        expiry = log.find(Expiry, id_)
        expiry.delay(Occasion(self.scene.now, CAUSE), reason="The storage can't be reached.")
        return (expiry,)

    # Hosts

    def hand_over(self) -> None:
        call = self._call()
        to = self._one(sorted(call.participants))
        self.scene.hosting.hand_over(call_id=call.id, to=to, by=Requester(call.host_id), cause=CAUSE)

    def remove_participant(self) -> None:
        call = self._call()
        user_id = self._one(sorted(call.participants))
        self.scene.hosting.remove(call_id=call.id, user_id=user_id, by=Requester(call.host_id), cause=CAUSE)

    # Media

    def request_media(self) -> None:
        call, session_id = self._session()
        ask_for_media(
            self.scene.media,
            call.id,
            session_id,
            self._connection(),
            by=call.sessions[session_id].user_id,
            node_id=self.random.choice(("one", "another")),
            generation=int(self.scene.now.timestamp()),
        )

    def connect_media(self) -> None:
        second = timedelta(seconds=1)
        self.scene.media.connected(**self._report(), after=second)

    def fail_media(self) -> None:
        self.scene.media.failed(**self._report(), reason="no packet")

    def close_media(self) -> None:
        reason = self.random.choice(list(MediaCloseReason))
        self.scene.media.closed(**self._report(), reason=reason)

    def sample_media(self) -> None:
        round_trip_us = self.random.choice((None, 20_000, 400_000, 900_000))
        sampled = Quality(2_000, 100, self.random.choice((0, 5, 30)), 32_000, 100, 100, 1, 32_000, 100, round_trip_us)
        self.scene.media.sampled(**self._report(), quality=sampled)

    def publish(self) -> None:
        self.tracks.append(uuid4())
        kind = self.random.choice(list(TrackKind))
        self.scene.media.published(**self._report(), track_id=self.tracks[-1], kind=kind)

    def unpublish(self) -> None:
        self.scene.media.unpublished(**self._report(), track_id=self._one(self.tracks[-5:]))

    def _report(self) -> Any:
        """Mostly of a connection that is a session's newest."""
        connection_id, at = self._connection(), self.scene.now
        return {"session_id": self._session()[1], "connection_id": connection_id, "at": at, "cause": CAUSE}

    def _connection(self) -> UUID:
        """One of two."""
        return UUID(int=self.random.choice((1, 1, 1, 2)))

    # Directory and workspace

    def rename(self) -> None:
        name = self.random.choice(list(PEOPLE))
        picture = self.random.choice((None, "https://chat.example.org/avatars/1.png"))
        profile = UserProfile(name, f"{PEOPLE[name]} {self.random.randint(1, 9)}", avatar_url=picture)
        self.scene.directory.upsert_users(users=[profile], cause=CAUSE)

    def deactivate(self) -> None:
        self.scene.directory.remove_users(external_ids=[self.random.choice(list(PEOPLE))], cause=CAUSE)

    def repair(self) -> None:
        """Everyone is active, and all rooms are open to their members."""
        users = [UserProfile(name, called) for name, called in PEOPLE.items()]
        self.scene.directory.upsert_users(users=users, cause=CAUSE)
        rooms = [
            RoomProfile(name, kind, name, members=tuple(PEOPLE)[: 2 if kind is RoomKind.DIRECT else 4])
            for name, kind in ROOMS.items()
        ]
        self.scene.directory.upsert_rooms(rooms=rooms, cause=CAUSE)

    def change_members(self) -> None:
        room, user = self.random.choice(list(ROOMS)), self.random.choice(list(PEOPLE))
        change = self.random.choice((self.scene.directory.add_members, self.scene.directory.remove_members))
        change(room=room, users=[user], cause=CAUSE)

    def change_room(self) -> None:
        name, kind = self.random.choice(list(ROOMS.items()))
        states = (*(4 * (RoomState.ACTIVE,)), RoomState.READ_ONLY, RoomState.ARCHIVED, RoomState.DELETED)
        members = self.random.choice((None, ("ada", "grace")))
        profile = RoomProfile(name, kind, f"{name} {self.random.randint(1, 9)}", self.random.choice(states), members)
        self.scene.directory.upsert_rooms(rooms=[profile], cause=CAUSE)

    def change_setting(self) -> None:
        self.scene.workspaces.change_setting(
            name="ringing.time", value=self.random.randint(10, 60), admin=True, cause=CAUSE
        )

    # What there is to choose from

    def _user(self) -> UUID:
        return self.random.choice(self.scene.everyone)

    def _call(self) -> Call:
        """A recent one, mostly one that is on."""
        recent = [self.scene.log.find(Call, id_) for id_ in self.calls[-6:]]
        on = [call for call in recent if call.state is not CallState.ENDED]
        return self._one(on if self.random.random() < 0.9 else recent)

    def _session(self) -> tuple[Call, UUID]:
        call = self._call()
        return call, self._one(list(call.sessions))

    def _ring(self) -> tuple[UUID, UUID]:
        """And its callee."""
        callee, ring_id = self._one(list(self._call().rings.items()))
        return ring_id, callee

    def _recording(self) -> UUID:
        return self._one(self.recordings[-4:])

    def _one(self, choices: Sequence[T]) -> T:
        if not choices:
            raise NothingThere
        return self.random.choice(choices)


class NothingThere(Exception):
    """There is nothing yet to which this could happen."""
