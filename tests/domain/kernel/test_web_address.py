"""Which web addresses are taken."""

import pytest

from domain.kernel.errors import InvalidInput
from domain.kernel.text import web_address


@pytest.mark.parametrize(
    "url",
    [
        "https://chat.example.org/avatars/7.png?size=96&v=2#face",
        "http://localhost:3000/avatar/ada",
        "https://[2001:db8::1]/a",
        "https://chat.example.org/%C3%84da.png",
        "https://a.example/" + "x" * (2_048 - 18),
    ],
)
def test_an_absolute_address_is_taken_as_it_is(url: str) -> None:
    assert web_address(url, "avatar url") == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/avatars/7.png",
        "//chat.example.org/7.png",
        "https:///7.png",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "file:///etc/passwd",
        "https://ada:secret@chat.example.org/7.png",
        "https://chat.example.org:port/7.png",
        "https://[chat/7.png",
        "https://chat.example.org/a b.png",
        "https://chat.example.org/7.png\n",
        'https://chat.example.org/"onload=',
        "https://chat.example.org/Äda.png",
        "https://chat.example.org/100%",
        "https://chat.example.org/\ud800",
    ],
)
def test_what_is_no_absolute_web_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="avatar url must be an absolute http or https URL") as refused:
        web_address(url, "avatar url")
    assert refused.value.path == ("avatar url",)


def test_an_address_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at most 2048 characters; this one has 2049"):
        web_address("https://a.example/" + "x" * (2_049 - 18), "avatar url")
