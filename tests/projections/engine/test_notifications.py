"""Which keys are announced, in the transaction that changed what they stand for."""

import json
from collections.abc import Iterator
from itertools import takewhile

import psycopg
import pytest

from domain.directory.room import RoomKind, RoomState
from domain.directory.use_cases import RoomProfile, UserProfile
from domain.kernel.use_case import RequestKey
from projections.change_keys import CHANNEL as CHANNEL_OF_CHANGES
from projections.change_keys import LOG, access, call, record, room, thread, user
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, EDSGER, GRACE
from tests.projections.running import PATIENCE
from tests.projections.scene import Scene


class Told:
    """What a listener hears."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        self._connection = connection

    def keys(self, scene: Scene) -> set[str]:
        """After the views have been brought to the end of the log."""
        scene.show()
        scene.query_nothing(f"NOTIFY {CHANNEL_OF_CHANGES}, 'that was all'")
        payloads = takewhile(lambda payload: payload != "that was all", self._payloads())
        heard = [json.loads(payload) for payload in payloads]
        assert heard[-1]["position"] == scene.log.end_of_log()
        keys = {key for payload in heard for key in payload["keys"]}
        assert LOG in keys, "whoever watches the end of the log is told of any fact"
        return keys - {LOG}

    def _payloads(self) -> Iterator[str]:
        return (notify.payload for notify in self._connection.notifies(timeout=PATIENCE))


@pytest.fixture
def told(scene: Scene) -> Iterator[Told]:
    with psycopg.connect(scene.database_url, autocommit=True) as connection:
        scene.show()
        connection.execute("LISTEN ringlog_changes")
        yield Told(connection)


def test_a_ringing_call_concerns_its_room_the_call_its_thread_caller_and_callee(scene: Scene, told: Told) -> None:
    call_id, _ = scene.start(DIRECT)
    assert told.keys(scene) == {
        room(DIRECT),
        call(call_id),
        thread(call_id),
        record(call_id),
        user(ADA),
        user(GRACE),
    }


def test_a_dismissed_ring_concerns_its_callee_and_not_the_caller(scene: Scene, told: Told) -> None:
    call_id, _ = scene.start(DIRECT)
    told.keys(scene)
    ((ring_id,),) = scene.query("SELECT id FROM rings WHERE call_id = %s", (call_id,))
    scene.rings.dismiss(ring_id=ring_id, by=GRACE, cause=CAUSE)
    assert told.keys(scene) == {user(GRACE), call(call_id)}


def test_a_new_member_may_see_more(scene: Scene, told: Told) -> None:
    scene.directory.add_members(room="general", users=["edsger"], cause=CAUSE)
    assert told.keys(scene) == {access(EDSGER), room(CHANNEL)}


def test_a_removed_member_may_see_less(scene: Scene, told: Told) -> None:
    scene.directory.remove_members(room="general", users=["alan"], cause=CAUSE)
    assert told.keys(scene) == {access(ALAN), room(CHANNEL)}


def test_all_who_are_removed_at_once_may_see_less(scene: Scene, told: Told) -> None:
    scene.directory.remove_members(room="general", users=["ada", "grace", "alan"], cause=CAUSE)
    assert told.keys(scene) == {access(ADA), access(GRACE), access(ALAN), room(CHANNEL)}


def test_a_member_who_is_removed_and_added_again_sees_what_they_saw(scene: Scene, told: Told) -> None:
    scene.directory.remove_members(room="general", users=["alan"], cause=CAUSE)
    scene.directory.add_members(room="general", users=["alan"], cause=CAUSE)
    assert told.keys(scene) == set()


def test_a_deactivated_user_may_see_less(scene: Scene, told: Told) -> None:
    scene.directory.remove_users(external_ids=["ada"], cause=CAUSE)
    assert told.keys(scene) == {access(ADA), user(ADA)}


def test_a_room_that_is_deleted_concerns_what_its_members_may_see(scene: Scene, told: Told) -> None:
    scene.directory.remove_rooms(external_ids=["general"], cause=CAUSE)
    assert told.keys(scene) == {room(CHANNEL), access(ADA), access(GRACE), access(ALAN)}


def test_a_room_that_closes_for_somebody_just_added_concerns_them_too(scene: Scene, told: Told) -> None:
    scene.directory.add_members(room="general", users=["edsger"], cause=CAUSE)
    profile = RoomProfile("general", RoomKind.CHANNEL, "General", RoomState.ARCHIVED)
    scene.directory.upsert_rooms(rooms=[profile], cause=CAUSE)
    assert access(EDSGER) in told.keys(scene)


def test_a_new_name_concerns_the_user_and_the_rooms_that_list_them(scene: Scene, told: Told) -> None:
    scene.directory.upsert_users(users=[UserProfile("alan", "Alan T.")], cause=CAUSE)
    assert {user(ALAN), room(CHANNEL)} <= told.keys(scene)


def test_a_setting_concerns_the_workspace(scene: Scene, told: Told) -> None:
    scene.workspaces.change_setting(name="ringing.time", value=10, admin=True, cause=CAUSE)
    assert told.keys(scene) == {"workspace"}


def test_facts_that_no_view_follows_still_move_the_position(scene: Scene, told: Told) -> None:
    unchanged = [UserProfile("ada", "Ada")]
    scene.directory.upsert_users(users=unchanged, cause=CAUSE, key=RequestKey("once", "of this"))
    assert told.keys(scene) == set()
