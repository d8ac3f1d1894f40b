"""Calls under random users, devices, hosts, timeouts, memberships and retries, through the real services and worker."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.calls.answering import RingUseCases
from domain.calls.authority import Requester
from domain.calls.call import Call
from domain.calls.hosting import HostUseCases
from domain.calls.joining import Device
from domain.calls.ring import Ring
from domain.calls.states import CallState
from domain.calls.use_cases import CallUseCases
from domain.consequences.consequences import Consequences
from domain.directory.room import Room
from domain.directory.user import User
from domain.floor.floor import Floor
from domain.floor.use_cases import FloorUseCases
from domain.kernel.errors import DomainError
from domain.kernel.fact import Fact
from domain.kernel.ids import floor_id
from domain.kernel.occasion import Occasion
from domain.kernel.use_case import RequestKey
from event_log.call_streams import facts_of_call
from event_log.records.fold import call_record
from event_log.records.reading import read_record
from projections import connect, rebuild
from projections.calls_of_user import CaughtUpCallsOfUser, LiveCallsOfUser
from runtime.presence import database as presence
from tests.databases import new_database
from tests.event_log.records.equal import require_right
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE, GROUP
from tests.projections.scene import Scene, dump
from tests.worker.reports import MEDIA, RECORDING, MediaReports, report_recording
from worker.due_timers import Deadlines
from worker.policy_follower import PolicyFollower

PEOPLE = {ADA: "ada", GRACE: "grace", ALAN: "alan"}
ROOMS = {DIRECT: "ada-grace", GROUP: "ada-grace-alan", CHANNEL: "general"}
OUTCOMES = (Ring.Accepted, Ring.Declined, Ring.Expired, Ring.Cancelled)
A_DAY = 25 * 60 * 60.0  # seconds, and more than any call may take

people = st.sampled_from(sorted(PEOPLE))
rooms = st.sampled_from(sorted(ROOMS))
devices = st.sampled_from(["phone", "laptop"])
picks = st.integers(0, 1_000)  # of whatever there is: a call, a session, a ring


class CallMachine(RuleBasedStateMachine):
    """Each rule is something somebody does, or time passing; being refused is fine, breaking an invariant is not."""

    server_url: str

    def __init__(self) -> None:
        super().__init__()
        self.resources = ExitStack()
        url = self.resources.enter_context(new_database(self.server_url))
        self.scene = scene = self.resources.enter_context(Scene(url))
        scene.furnish()
        pool = self.resources.enter_context(presence.open_pool(url))
        calls_of_user = LiveCallsOfUser(pool)
        self.calls = CallUseCases(scene.log, scene.clock, calls_of_user)
        self.rings = RingUseCases(scene.log, scene.clock, calls_of_user)
        self.hosting = HostUseCases(scene.log, scene.clock, calls_of_user)
        self.floors = FloorUseCases(scene.log, scene.clock)
        self.consequences = Consequences(scene.log, scene.clock)
        caught_up = _Projecting(pool, scene)
        self.policies = PolicyFollower(scene.log, scene.reader, self.consequences, caught_up)
        self.deadlines = Deadlines(self.consequences, pool, scene.clock)
        self.call_ids: list[UUID] = []
        self.media = MediaReports(scene)
        self.last: Callable[[], object] = lambda: None
        self.settle()

    def teardown(self) -> None:
        try:
            self.every_call_ends_and_the_views_equal_a_rebuild()
            self.every_record_says_what_is_found_by_searching_however_far_it_had_come()
        finally:
            self.resources.close()

    @initialize(room=rooms)
    def begin(self, room: UUID) -> None:
        """Somebody calls, and whoever is rung or knows of it joins."""
        members = sorted(self.scene.log.find(Room, room).members)
        for person in members:
            self.start(room=room, by=person, device="phone", leave_others=False)

    # What people do

    @rule(room=rooms, by=people, device=devices, leave_others=st.booleans())
    def start(self, room: UUID, by: UUID, device: str, leave_others: bool) -> None:
        def start() -> None:
            done = self.calls.start(
                room_id=room, by=by, device=Device(device, leave_others=leave_others), cause=CAUSE, key=key
            )
            self.call_ids.append(done.answer[0])

        key = RequestKey(uuid4().hex, "start")
        self.attempt(start)

    @rule(call=picks, by=people, device=devices, leave_others=st.booleans())
    def join(self, call: int, by: UUID, device: str, leave_others: bool) -> None:
        entering = Device(device, leave_others=leave_others)
        key = RequestKey(uuid4().hex, "join")
        self.with_call(call, lambda id_: self.calls.join(call_id=id_, by=by, device=entering, cause=CAUSE, key=key))

    @rule(call=picks, callee=people, device=devices, answer=st.sampled_from(["accept", "decline", "dismiss"]))
    def answer(self, call: int, callee: UUID, device: str, answer: str) -> None:
        def decide(call_id: UUID) -> None:
            ring_id = self.call(call_id).rings.get(callee, uuid4())
            match answer:
                case "accept":
                    self.rings.accept(ring_id=ring_id, by=callee, device=Device(device), cause=CAUSE)
                case "decline":
                    self.rings.decline(ring_id=ring_id, by=callee, cause=CAUSE)
                case _:
                    self.rings.dismiss(ring_id=ring_id, by=callee, cause=CAUSE)

        self.with_call(call, decide)

    @precondition(lambda self: self.someone_is_in())
    @rule(call=picks, session=picks)
    def leave(self, call: int, session: int) -> None:
        self.with_session(call, session, self._leave)

    @precondition(lambda self: self.someone_is_in())
    @rule(call=picks, by=people, admin=st.booleans())
    def end(self, call: int, by: UUID, admin: bool) -> None:
        self.with_call(call, lambda id_: self.calls.end(call_id=id_, by=by, admin=admin, cause=CAUSE))

    @precondition(lambda self: self.someone_is_in())
    @rule(call=picks, by=people, of=people, what=st.sampled_from(["hand over", "remove", "ring", "mute", "lower"]))
    def control(self, call: int, by: UUID, of: UUID, what: str) -> None:
        who = Requester(by)

        def decide(id_: UUID) -> object:
            match what:
                case "hand over":
                    return self.hosting.hand_over(call_id=id_, to=of, by=who, cause=CAUSE)
                case "remove":
                    return self.hosting.remove(call_id=id_, user_id=of, by=who, cause=CAUSE)
                case "ring":
                    return self.hosting.ring(call_id=id_, user_id=of, by=who, cause=CAUSE)
                case "mute":
                    return self.floors.mute(call_id=id_, user_id=of, by=who, cause=CAUSE)
            return self.floors.lower_hand(call_id=id_, of=of, by=who, cause=CAUSE)

        self.with_call(call, decide)

    @precondition(lambda self: self.someone_is_in())
    @rule(call=picks, session=picks, what=st.sampled_from(["share", "stop", "hand", "react", "microphone"]))
    def take_the_floor(self, call: int, session: int, what: str) -> None:
        def decide(id_: UUID, session_id: UUID, by: UUID) -> object:
            match what:
                case "share":
                    return self.floors.start_sharing(call_id=id_, session_id=session_id, by=by, cause=CAUSE)
                case "stop":
                    return self.floors.stop_sharing(call_id=id_, by=Requester(by), cause=CAUSE)
                case "hand":
                    return self.floors.raise_hand(call_id=id_, by=by, cause=CAUSE)
                case "react":
                    return self.floors.react(call_id=id_, by=by, emoji="👍", cause=CAUSE)
            return self.floors.set_microphone(call_id=id_, session_id=session_id, by=by, on=True, cause=CAUSE)

        self.with_session(call, session, decide)

    @rule()
    def retry(self) -> None:
        """The client never got its answer, and asks again with the same idempotency key."""
        before = self.scene.log.end_of_log()
        with suppress(DomainError):
            self.last()
        assert self.scene.log.end_of_log() == before

    # What happens to them

    @precondition(lambda self: self.someone_is_in())
    @rule(call=picks, session=picks, back=st.booleans())
    def lose_connection(self, call: int, session: int, back: bool) -> None:
        def lose(call_id: UUID, session_id: UUID, _: UUID) -> None:
            now = self.scene.now
            self.consequences.record(
                lambda: self.consequences.drop_connection(call_id, session_id, Occasion(now, CAUSE))
            )
            if back:
                self.consequences.record(
                    lambda: self.consequences.restore_connection(call_id, session_id, Occasion(now, CAUSE))
                )

        self.with_session(call, session, lose)

    @rule(room=rooms, person=people, member=st.booleans())
    def change_membership(self, room: UUID, person: UUID, member: bool) -> None:
        change = self.scene.directory.add_members if member else self.scene.directory.remove_members
        self.attempt(lambda: change(room=ROOMS[room], users=[PEOPLE[person]], cause=CAUSE), repeatable=False)

    @rule(person=people, really=st.integers(0, 4))
    def deactivate_and_bring_back(self, person: UUID, really: int) -> None:
        if really:  # mostly not: nobody would stay in a call for long
            return
        self.scene.directory.remove_users(external_ids=[PEOPLE[person]], cause=CAUSE)
        self.settle()
        user = self.scene.log.find(User, person)
        user.reactivate(Occasion(self.scene.now, CAUSE))
        self.scene.log.commit(user)
        self.settle()

    @rule(seconds=st.sampled_from([0.5, 4.0, 6.0, 11.0, 31.0]))
    def time_passes(self, seconds: float) -> None:
        self.scene.turn(seconds)
        self.settle()

    @rule(seconds=st.sampled_from([6.0, 31.0, 3600.0]))
    def time_passes_without_a_worker(self, seconds: float) -> None:
        self.scene.turn(seconds)
        self.last = lambda: None  # what it would find is due by now is no retry's doing

    @rule(seconds=st.sampled_from([0.5, 20.0]))
    def the_clock_is_set_back(self, seconds: float) -> None:
        self.scene.turn(-seconds)
        self.last = lambda: None

    @precondition(lambda self: self.someone_is_in())
    @rule(call=picks, session=picks, what=st.sampled_from(MEDIA), n=picks)
    def media_is_reported(self, call: int, session: int, what: str, n: int) -> None:
        self.with_session(call, session, lambda call_id, id_, by: self.media.report(what, call_id, id_, by, n))

    @rule(call=picks, what=st.sampled_from(RECORDING))
    def it_is_recorded(self, call: int, what: str) -> None:
        self.with_call(call, lambda call_id: report_recording(self.scene, what, call_id))

    # What always holds

    @invariant()
    def what_happened_in_a_call_is_in_the_order_of_time_but_for_last_signs_of_life(self) -> None:
        for call in self.all_calls():
            facts = [fact for fact in self.scene.log.events.get(call.id) if isinstance(fact, Fact)]
            times = [fact.timestamp for fact in facts if not fact.looks_back]
            assert times == sorted(times)
            assert all(fact.timestamp <= call.modified_on for fact in facts)

    @invariant()
    def a_room_has_at_most_one_ongoing_call_and_knows_it(self) -> None:
        for room_id in ROOMS:
            ongoing = [c.id for c in self.all_calls() if c.room_id == room_id and c.state is not CallState.ENDED]
            known = self.scene.log.find(Room, room_id).ongoing_call_id
            assert ongoing == ([] if known is None else [known])

    @invariant()
    def a_call_that_anyone_is_in_has_one_of_them_as_host(self) -> None:
        for call in self.all_calls():
            assert not call.participants or call.host_id in call.participants

    @invariant()
    def only_a_session_that_is_in_the_call_shares(self) -> None:
        for call in self.all_calls():
            floor = self.scene.log.look_up(Floor, floor_id(call.id))
            if floor is not None and floor.sharing is not None and call.state is not CallState.ENDED:
                assert floor.sharing[0] in call.sessions

    @invariant()
    def a_ring_has_at_most_one_outcome_and_one_once_its_call_has_ended(self) -> None:
        for call in self.all_calls():
            for ring_id in call.rings.values():
                outcomes = [fact for fact in self.scene.log.events.get(ring_id) if isinstance(fact, OUTCOMES)]
                assert len(outcomes) <= 1
                assert outcomes or call.state is not CallState.ENDED

    def every_call_ends_and_the_views_equal_a_rebuild(self) -> None:
        for _ in range(2):  # what the end of one thing leads to may be due later
            self.scene.turn(A_DAY)
            self.settle()
        assert [call for call in self.all_calls() if call.state is not CallState.ENDED] == []
        self.attendances_neither_overlap_nor_stay_open()
        live = dump(self.scene.database_url)
        rebuild(self.scene.database_url)
        assert dump(self.scene.database_url) == live

    def every_record_says_what_is_found_by_searching_however_far_it_had_come(self) -> None:
        for call in self.all_calls():
            facts = facts_of_call(self.scene.reader, call.id, thread=False)
            require_right(facts)
            assert read_record(self.scene.reader, call.id) == call_record(facts)

    def attendances_neither_overlap_nor_stay_open(self) -> None:
        with connect(self.scene.database_url) as connection:
            rows = connection.execute(
                "SELECT call_id, user_id, joined_at, left_at FROM attendances ORDER BY 1, 2, 3, 4"
            ).fetchall()
        assert all(left_at is not None and joined_at <= left_at for _, _, joined_at, left_at in rows)
        for earlier, later in pairwise(rows):
            assert earlier[:2] != later[:2] or earlier[3] <= later[2]

    # How it is driven

    def attempt(self, action: Callable[[], object], *, repeatable: bool = True) -> None:
        with suppress(DomainError):
            action()
            self.last = action if repeatable else (lambda: None)
        self.settle()

    def with_call(self, pick: int, action: Callable[[UUID], object]) -> None:
        if self.call_ids:
            self.attempt(lambda: action(self.recent_calls()[pick % len(self.recent_calls())]), repeatable=False)

    def with_session(self, pick: int, session: int, action: Callable[[UUID, UUID, UUID], object]) -> None:
        def act(call_id: UUID) -> None:
            sessions = sorted(self.call(call_id).sessions.items(), key=lambda item: item[1].joined_at)
            if sessions:
                session_id, held = sessions[session % len(sessions)]
                action(call_id, session_id, held.user_id)

        self.with_call(pick, act)

    def recent_calls(self) -> list[UUID]:
        """Newest first, each once."""
        return list(dict.fromkeys(reversed(self.call_ids)))[:3]

    def someone_is_in(self) -> bool:
        return any(self.call(call_id).sessions for call_id in self.recent_calls())

    def settle(self) -> None:
        """Let the worker do what there is to do, until nothing is left."""
        end = -1
        while end != (end := self.scene.log.end_of_log()):
            while self.policies.run_once():
                pass
            self.project()
            self.deadlines.run_once()

    def project(self) -> None:
        while self.scene.projector.run_once():
            pass

    def call(self, call_id: UUID) -> Call:
        return self.scene.log.find(Call, call_id)

    def all_calls(self) -> list[Call]:
        return [self.call(call_id) for call_id in dict.fromkeys(self.call_ids)]

    def _leave(self, call_id: UUID, session_id: UUID, by: UUID) -> object:
        return self.calls.leave(call_id=call_id, session_id=session_id, by=by, cause=CAUSE)


class _Projecting(CaughtUpCallsOfUser):
    """In one thread, catching up is projecting."""

    def __init__(self, pool: Any, scene: Scene) -> None:
        super().__init__(pool, scene.log)
        self._scene = scene

    def calls_of(self, user_id: UUID) -> Any:
        while self._scene.projector.run_once():
            pass
        return super().calls_of(user_id)


@pytest.mark.timeout(600)
def test_calls_keep_their_invariants_whatever_people_do_and_whatever_happens(postgres_url: str) -> None:
    class Machine(CallMachine):
        server_url = postgres_url

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
