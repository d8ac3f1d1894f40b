import pytest

from api.backend.proven_log import Tile
from api.http.proven_log.tile_paths import tile_of


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("0/000", Tile(0, 0, 256)),
        ("0/067", Tile(0, 67, 256)),
        ("63/x001/x234/067", Tile(63, 1_234_067, 256)),
        ("1/000.p/1", Tile(1, 0, 1)),
        ("entries/x001/000.p/255", Tile(None, 1_000, 255)),
        ("entries/x123/x456/x789/x012/x345/678", Tile(None, 123_456_789_012_345_678, 256)),
    ],
)
def test_a_tile_is_named_as_the_specification_has_it(path: str, tile: Tile) -> None:
    assert tile_of(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "0",
        "0/",
        "0/0",
        "0/0000",
        "0/1000",
        "0/x000/001",
        "0/x001/x002",
        "0/001/002",
        "00/000",
        "64/000",
        "-1/000",
        "entries",
        "Entries/000",
        "0/000.p/0",
        "0/000.p/01",
        "0/000.p/256",
        "0/000.p/",
        "0/000.p",
        "0/000/",
        "0/\u0660\u0660\u0660",
        "0/x001/x001/x001/x001/x001/x001/001",
        "../000",
        "0/000\n",
    ],
)
def test_and_in_no_other_way(path: str) -> None:
    assert tile_of(path) is None


def test_a_tile_is_there_once_the_log_fills_it() -> None:
    assert Tile(0, 0, 5).end() == 5
    assert Tile(None, 2, 256).end() == 768
    assert Tile(1, 0, 2).end() == 512
    assert Tile(2, 1, 1).end() == 257 * 65_536
