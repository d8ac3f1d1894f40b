from domain.room import RoomKind
from domain.settings import Settings
from projections.queries import Pool
from projections.settings import SettingsQueries
from tests.domain.people import CAUSE
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
