from projections.engine.pool import Pool
from projections.preferences import PreferencesQueries, PreferencesRow
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, GRACE, GROUP
from tests.projections.scene import Scene


async def test_whoever_never_set_anything_has_the_usual_preferences(scene: Scene, pool: Pool) -> None:
    scene.show()
    assert await PreferencesQueries(pool).preferences([ADA]) == {ADA: PreferencesRow(ADA, "default", True, False, ())}


async def test_preferences_are_shown_as_last_changed(scene: Scene, pool: Pool) -> None:
    scene.preferences.change(by=ADA, ring_tone="gong", cause=CAUSE)
    scene.preferences.change(by=ADA, ring_tone="bell", cause=CAUSE)
    scene.show()
    scene.preferences.change(by=ADA, ringing_enabled=False, cause=CAUSE)
    scene.preferences.change(by=GRACE, do_not_disturb=True, cause=CAUSE)
    scene.show()
    assert await PreferencesQueries(pool).preferences([ADA, GRACE, ALAN]) == {
        ADA: PreferencesRow(ADA, ring_tone="bell", ringing_enabled=False),
        GRACE: PreferencesRow(GRACE, do_not_disturb=True),
        ALAN: PreferencesRow(ALAN),
    }


async def test_rooms_are_muted_and_unmuted_one_by_one(scene: Scene, pool: Pool) -> None:
    for room in (CHANNEL, DIRECT, GROUP):
        scene.preferences.mute_room(by=ADA, room_id=room, muted=True, cause=CAUSE)
    scene.show()
    scene.preferences.mute_room(by=ADA, room_id=DIRECT, muted=False, cause=CAUSE)
    scene.preferences.change(by=ADA, ring_tone="bell", cause=CAUSE)
    scene.show()
    preferences = await PreferencesQueries(pool).preferences([ADA])
    assert preferences == {ADA: PreferencesRow(ADA, ring_tone="bell", muted_room_ids=(CHANNEL, GROUP))}
