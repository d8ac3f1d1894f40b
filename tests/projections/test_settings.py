from domain.directory.room import RoomKind
from domain.workspace.settings import WORKSPACE, Level, Settings
from projections.engine.pool import Pool
from projections.settings import SettingsQueries
from tests.people import CAUSE, CHANNEL, GROUP
from tests.projections.scene import Scene


async def test_what_nobody_changed_is_at_its_default(scene: Scene, pool: Pool) -> None:
    scene.show()
    assert await SettingsQueries(pool).settings() == Settings()


async def test_settings_are_shown_as_last_changed(scene: Scene, pool: Pool) -> None:
    for name, value in (("ringing.time", 10), ("ringing.time", 20), ("ringing.enabled", False)):
        scene.workspaces.change_setting(name=name, value=value, admin=True, cause=CAUSE)
    scene.show()
    scene.workspaces.change_setting(name="ringing.room_kinds", value=["direct"], admin=True, cause=CAUSE)
    scene.show()
    assert await SettingsQueries(pool).settings() == Settings(
        ring_time=20, ringing_enabled=False, ringing_room_kinds=(RoomKind.DIRECT,)
    )


async def test_a_room_has_its_own_settings_then_those_of_its_kind_then_the_workspaces(scene: Scene, pool: Pool) -> None:
    for value, level in ((5, WORKSPACE), (4, Level(room_kind=RoomKind.CHANNEL)), (3, Level(room_id=CHANNEL))):
        scene.workspaces.change_setting(
            name="calls.max_participants", value=value, level=level, admin=True, cause=CAUSE
        )
    scene.show()
    queries = SettingsQueries(pool)
    in_channel, in_group = Level(RoomKind.CHANNEL, CHANNEL), Level(RoomKind.GROUP_DIRECT, GROUP)
    assert [(await queries.settings(level)).max_participants for level in (WORKSPACE, in_group, in_channel)] == [
        5,
        5,
        3,
    ]
    scene.workspaces.reset_setting(name="calls.max_participants", level=Level(room_id=CHANNEL), admin=True, cause=CAUSE)
    scene.show()
    assert (await queries.settings(in_channel)).max_participants == 4
