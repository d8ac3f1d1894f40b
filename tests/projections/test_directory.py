from domain.directory.room import RoomKind, RoomState
from domain.directory.use_cases import RoomProfile, UserProfile
from domain.directory.user import UserKind
from projections.directory import DirectoryQueries, RoomRow, UserRow
from projections.engine.pool import Pool
from tests.people import ADA, ALAN, CAUSE, CHANNEL, DIRECT, EDSGER, GRACE, GROUP, room_id
from tests.projections.erased import erase_somebody
from tests.projections.scene import Scene


async def test_users_and_rooms_are_shown_as_last_described(scene: Scene, pool: Pool) -> None:
    picture = "https://chat.example.org/ada.png"
    described = UserProfile("ada", "Ada L.", UserKind.GUEST, avatar_url=picture)
    scene.directory.upsert_users(users=[described], cause=CAUSE)
    scene.directory.upsert_rooms(
        rooms=[RoomProfile("general", RoomKind.CHANNEL, "All hands", RoomState.READ_ONLY)], cause=CAUSE
    )
    scene.show()
    directory = DirectoryQueries(pool)
    assert await directory.users([ADA, GRACE, CHANNEL]) == {
        ADA: UserRow(ADA, "ada", "Ada L.", UserKind.GUEST, active=True, avatar_url=picture),
        GRACE: UserRow(GRACE, "grace", "Grace", UserKind.MEMBER, active=True),
    }
    assert await directory.rooms([CHANNEL, ADA]) == {
        CHANNEL: RoomRow(CHANNEL, "general", RoomKind.CHANNEL, "All hands", RoomState.READ_ONLY)
    }


async def test_a_member_sees_their_rooms_and_nobody_else_does(scene: Scene, pool: Pool) -> None:
    scene.show()
    directory = DirectoryQueries(pool)
    assert await directory.member_rooms(ALAN, [DIRECT, GROUP, CHANNEL, EDSGER]) == {GROUP, CHANNEL}
    assert await directory.member_rooms(EDSGER, [DIRECT, GROUP, CHANNEL]) == set()


async def test_whoever_is_removed_from_a_room_sees_it_no_longer(scene: Scene, pool: Pool) -> None:
    scene.show()
    scene.directory.remove_members(room="general", users=["alan"], cause=CAUSE)
    scene.show()
    assert await DirectoryQueries(pool).member_rooms(ALAN, [GROUP, CHANNEL]) == {GROUP}


async def test_a_deactivated_user_sees_nothing_until_reactivated(scene: Scene, pool: Pool) -> None:
    directory = DirectoryQueries(pool)
    scene.directory.remove_users(external_ids=["ada"], cause=CAUSE)
    scene.show()
    assert await directory.member_rooms(ADA, [GROUP, CHANNEL]) == set()
    assert await directory.rooms_of(ADA, limit=10) == []
    assert not (await directory.users([ADA]))[ADA].active
    scene.directory.upsert_users(users=[UserProfile("ada", "Ada")], cause=CAUSE)
    scene.show()
    assert await directory.member_rooms(ADA, [GROUP, CHANNEL]) == {GROUP, CHANNEL}


async def test_a_deleted_room_is_seen_by_nobody_until_it_comes_back(scene: Scene, pool: Pool) -> None:
    directory = DirectoryQueries(pool)
    scene.directory.remove_rooms(external_ids=["general"], cause=CAUSE)
    scene.show()
    assert await directory.member_rooms(ADA, [GROUP, CHANNEL]) == {GROUP}
    assert CHANNEL not in [room.id for room in await directory.rooms_of(ADA, limit=10)]
    scene.directory.upsert_rooms(rooms=[RoomProfile("general", RoomKind.CHANNEL, "General")], cause=CAUSE)
    scene.show()
    assert await directory.member_rooms(ADA, [GROUP, CHANNEL]) == {GROUP, CHANNEL}


async def test_rooms_are_paged_by_name(scene: Scene, pool: Pool) -> None:
    scene.show()
    directory = DirectoryQueries(pool)
    first = await directory.rooms_of(ADA, limit=2)
    rest = await directory.rooms_of(ADA, limit=2, after=(first[-1].name, first[-1].id))
    assert [room.name for room in (*first, *rest)] == ["Ada, Grace", "All three", "General"]


async def test_members_are_paged_by_name_and_then_by_id(scene: Scene, pool: Pool) -> None:
    namesakes = [f"namesake-{number}" for number in range(5)]
    scene.directory.upsert_users(users=[UserProfile(name, "Barbara") for name in namesakes], cause=CAUSE)
    scene.directory.add_members(room="general", users=namesakes, cause=CAUSE)
    scene.show()
    directory = DirectoryQueries(pool)
    paged: list[UserRow] = []
    while page := await directory.members(CHANNEL, limit=2, after=(paged[-1].name, paged[-1].id) if paged else None):
        paged += page
    barbaras = sorted(scene.log.identities.known("user", namesakes).values())
    assert [user.id for user in paged] == [ADA, ALAN, *barbaras, GRACE]


async def test_a_new_name_moves_a_member_in_every_room(scene: Scene, pool: Pool) -> None:
    scene.show()
    scene.directory.upsert_users(users=[UserProfile("ada", "Zoe")], cause=CAUSE)
    scene.show()
    directory = DirectoryQueries(pool)
    for room in (GROUP, CHANNEL):
        assert [user.name for user in await directory.members(room, limit=10)] == ["Alan", "Grace", "Zoe"]


async def test_a_user_who_is_renamed_and_added_at_once_is_listed_by_the_new_name(scene: Scene, pool: Pool) -> None:
    scene.show()
    scene.directory.upsert_users(users=[UserProfile("edsger", "Edsger")], cause=CAUSE)
    scene.directory.add_members(room="general", users=["edsger"], cause=CAUSE)
    scene.directory.upsert_users(users=[UserProfile("edsger", "Aaron")], cause=CAUSE)
    scene.show()
    assert [user.name for user in await DirectoryQueries(pool).members(CHANNEL, limit=1)] == ["Aaron"]


async def test_what_nobody_knows_is_left_out(scene: Scene, pool: Pool) -> None:
    scene.show()
    directory = DirectoryQueries(pool)
    assert await directory.rooms([room_id("nowhere")]) == {}
    assert await directory.members(room_id("nowhere"), limit=10) == []
    assert await directory.users([]) == {}


async def test_an_erased_person_sees_nothing_and_their_direct_rooms_are_archived(scene: Scene, pool: Pool) -> None:
    barbara, with_barbara = erase_somebody(scene)
    scene.show()
    directory = DirectoryQueries(pool)
    assert not (await directory.users([barbara]))[barbara].active
    assert (await directory.rooms([with_barbara]))[with_barbara].state is RoomState.ARCHIVED
    assert await directory.member_rooms(barbara, [with_barbara]) == set()
    assert await directory.member_rooms(ADA, [with_barbara]) == {with_barbara}
