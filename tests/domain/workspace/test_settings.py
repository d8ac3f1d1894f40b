import pytest

from domain.directory.room import RoomKind
from domain.kernel.errors import InvalidInput
from domain.workspace.settings import CATALOG, WORKSPACE, Level, Settings, checked
from domain.workspace.workspace import Workspace
from tests.domain.scenario import given
from tests.people import AT, CALL, CAUSE, ROOM, at


def workspace() -> Workspace:
    return Workspace.create(at())


def test_a_changed_setting_is_a_fact_and_in_force() -> None:
    changed = workspace()
    changed.change_setting(at(), name="ringing.time", value=45)
    assert changed.settings().ring_time == 45
    given(workspace()).when(Workspace.change_setting, name="ringing.time", value=45, on=at()).then(
        (
            Workspace.SettingChanged,
            {"timestamp": AT, "name": "ringing.time", "value": 45, "room_kind": None, "room_id": None},
        )
    )


def test_setting_what_is_set_changes_nothing() -> None:
    given(workspace()).when(Workspace.change_setting, name="ringing.time", value=30, on=at()).then_nothing()
    given(workspace()).when(
        Workspace.change_setting, name="ringing.room_kinds", value=["group_direct", "direct"], on=at()
    ).then_nothing()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ringing.time", 0),
        ("ringing.time", 301),
        ("ringing.time", "30"),
        ("ringing.time", True),
        ("ringing.enabled", 1),
        ("ringing.room_kinds", ["channel"]),
        ("ringing.room_kinds", "direct"),
        ("calls.default_provider", "jitsi"),
        ("ice.stun_servers", "stun:stun.example.org"),
        ("ice.stun_servers", ["https://stun.example.org"]),
        ("ice.turn_servers", [3478]),
        ("ice.host", "https://calls.example.org"),
        ("media.udp_port", 0),
        ("media.udp_port", 65_536),
        ("no.such.setting", 1),
    ],
)
def test_a_setting_is_what_it_may_be_or_refused(name: str, value: object) -> None:
    given(workspace()).when(Workspace.change_setting, name=name, value=value, on=at()).then_refused(InvalidInput)


def test_a_setting_that_another_version_had_holds_nothing() -> None:
    later = workspace()
    for name, value in (("calls.volume", 11), ("ringing.time", 45)):
        fact = {"name": name, "value": value, "room_kind": None, "room_id": None}
        later.trigger_event(Workspace.SettingChanged, **fact, timestamp=AT, cause=CAUSE)
    assert later.settings() == Settings(ring_time=45)


def test_a_room_goes_before_its_kind_and_its_kind_before_the_workspace() -> None:
    changed = workspace()
    kind, room = Level(room_kind=RoomKind.TEAM), Level(room_id=ROOM)
    of_room = Level(RoomKind.TEAM, ROOM)
    assert changed.settings(of_room).max_participants == 0
    for level, value in ((WORKSPACE, 10), (kind, 20), (room, 30)):
        changed.change_setting(at(), name="calls.max_participants", value=value, level=level)
        assert changed.settings(of_room).max_participants == value
    assert changed.settings(Level(RoomKind.TEAM, CALL)).max_participants == 20
    assert changed.settings(Level(RoomKind.CHANNEL, CALL)).max_participants == 10
    changed.reset_setting(at(), name="calls.max_participants", level=room)
    assert changed.settings(of_room).max_participants == 20


def test_a_room_may_be_set_to_what_the_workspace_has_so_that_it_stays_so() -> None:
    given(workspace()).when(
        Workspace.change_setting, name="calls.enabled", value=True, level=Level(room_id=ROOM), on=at()
    ).then(
        (
            Workspace.SettingChanged,
            {"timestamp": AT, "name": "calls.enabled", "value": True, "room_kind": None, "room_id": ROOM},
        )
    )


def test_a_kind_of_room_has_its_own_setting_before_the_workspaces() -> None:
    changed = workspace()
    kind = Level(room_kind=RoomKind.TEAM)
    for level, value in ((WORKSPACE, 50), (kind, 20)):
        changed.change_setting(at(), name="calls.max_participants", value=value, level=level)
    assert changed.settings(kind).max_participants == 20
    assert changed.settings().max_participants == 50


@pytest.mark.parametrize(("name", "level"), [("calls.volume", WORKSPACE), ("ringing.time", Level(room_id=ROOM))])
def test_a_setting_that_is_not_there_cannot_be_reset(name: str, level: Level) -> None:
    given(workspace()).when(Workspace.reset_setting, name=name, level=level, on=at()).then_refused(InvalidInput)


def test_resetting_what_is_not_set_changes_nothing() -> None:
    given(workspace()).when(Workspace.reset_setting, name="calls.enabled", level=WORKSPACE, on=at()).then_nothing()


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("ringing.time", Level(room_id=ROOM)),
        ("ringing.room_kinds", Level(room_kind=RoomKind.TEAM)),
        ("calls.enabled", Level(RoomKind.TEAM, ROOM)),
    ],
)
def test_a_setting_is_set_where_it_may_be_or_refused(name: str, level: Level) -> None:
    value: object = [] if name == "ringing.room_kinds" else 5 if name == "ringing.time" else False
    given(workspace()).when(Workspace.change_setting, name=name, value=value, level=level, on=at()).then_refused(
        InvalidInput
    )


def test_room_kinds_are_kinds_again_after_a_change() -> None:
    only_direct = Settings().having("ringing.room_kinds", checked("ringing.room_kinds", ["direct"]))
    assert only_direct.ringing_room_kinds == (RoomKind.DIRECT,)
    assert all(isinstance(kind, RoomKind) for kind in only_direct.ringing_room_kinds)


def test_a_list_of_servers_is_held_as_it_was_given() -> None:
    given = ["turns:b.example.org:5349", "turn:a.example.org:3478?transport=udp"]
    assert checked("ice.turn_servers", given) == tuple(given)
    assert checked("ice.turn_servers", []) == ()
    with pytest.raises(InvalidInput, match=r'^ice\.turn_servers has "stun:a\.example\.org", which is not a TURN'):
        checked("ice.turn_servers", ["stun:a.example.org"])


def test_a_host_may_be_taken_back_by_setting_none() -> None:
    assert checked("ice.host", "") == ""


def test_every_setting_has_help_and_a_default_that_it_accepts() -> None:
    for name, setting in CATALOG.items():
        assert setting.help.endswith(".")
        default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
        assert checked(name, default) == setting.default


def test_what_was_set_under_a_former_name_is_in_force_until_it_is_set_or_reset() -> None:
    changed = workspace()
    changed.happened(Workspace.SettingChanged, at(), name="retention.days", value=30, room_kind=None, room_id=None)
    assert changed.settings().retention_recordings_days == 30
    changed.change_setting(at(), name="retention.days", value=7)
    assert changed.settings().retention_recordings_days == 7
    changed.reset_setting(at(), name="retention.recordings_days", level=WORKSPACE)
    assert changed.settings().retention_recordings_days == 0
