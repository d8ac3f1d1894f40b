"""Which content codings a client takes."""

import pytest

from api.http.accepted_encodings import accepts


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("", False),
        ("br", True),
        ("gzip, deflate, BR", True),
        ("gzip;q=1.0, br ; q=0.1", True),
        ("br;q=0", False),
        ("br; q=0.000, *", False),
        ("*", True),
        ("*;q=0", False),
        ("brotli, xbr", False),
    ],
)
def test_a_coding_is_taken_by_its_name_or_with_all_others(header: str, taken: bool) -> None:
    assert accepts(header, "br") is taken
