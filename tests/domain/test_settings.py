import pytest

from domain.errors import InvalidInput
from domain.room import RoomKind
from domain.settings import CATALOG, Settings, checked
from domain.workspace import Workspace
from tests.domain.people import AT, CAUSE
from tests.domain.scenario import given


def workspace() -> Workspace:
    return Workspace.create(at=AT, cause=CAUSE)


def test_a_changed_setting_is_a_fact_and_in_force() -> None:
    changed = workspace()
    changed.change_setting(name="ringing.time", value=45, at=AT, cause=CAUSE)
    assert changed.settings.ring_time == 45
    given(workspace()).when(Workspace.change_setting, name="ringing.time", value=45, at=AT, cause=CAUSE).then(
        (Workspace.SettingChanged, {"timestamp": AT, "name": "ringing.time", "value": 45})
    )


def test_setting_what_is_set_changes_nothing() -> None:
    given(workspace()).when(Workspace.change_setting, name="ringing.time", value=30, at=AT, cause=CAUSE).then_nothing()
    given(workspace()).when(
        Workspace.change_setting, name="ringing.room_kinds", value=["group_direct", "direct"], at=AT, cause=CAUSE
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
        ("no.such.setting", 1),
    ],
)
def test_a_setting_is_what_it_may_be_or_refused(name: str, value: object) -> None:
    given(workspace()).when(Workspace.change_setting, name=name, value=value, at=AT, cause=CAUSE).then_refused(
        InvalidInput
    )


def test_room_kinds_are_kinds_again_after_a_change() -> None:
    only_direct = Settings().having("ringing.room_kinds", checked("ringing.room_kinds", ["direct"]))
    assert only_direct.ringing_room_kinds == (RoomKind.DIRECT,)
    assert all(isinstance(kind, RoomKind) for kind in only_direct.ringing_room_kinds)


def test_every_setting_has_help_and_a_default_that_it_accepts() -> None:
    for name, setting in CATALOG.items():
        assert setting.help.endswith(".")
        default = list(setting.default) if isinstance(setting.default, tuple) else setting.default
        assert checked(name, default) == setting.default
