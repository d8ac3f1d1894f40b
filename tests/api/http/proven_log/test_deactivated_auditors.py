"""Whoever was deactivated reads of no event any more, however long their token is good for."""

from api.access.tokens import Role
from tests.api.world import World


async def test_an_auditor_who_was_deactivated_reads_neither_bundles_nor_proofs(world: World) -> None:
    headers = {"authorization": f"Bearer {world.token('iris', Role.AUDITOR)}"}
    paths = ("/log/tile/entries/000", "/log/proof/1")
    assert {(await world.http.get(path, headers=headers)).status_code for path in paths} == {404}, (
        "nothing is signed yet"
    )
    await world.change(
        "upsertUsers { userIds }", by="chat", role=Role.SERVICE, users=[{"externalId": "iris", "name": "Iris"}]
    )
    await world.change("deactivateUsers { userIds }", by="chat", role=Role.SERVICE, userExternalIds=["iris"])
    assert {(await world.http.get(path, headers=headers)).status_code for path in paths} == {403}
