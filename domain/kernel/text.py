"""What people may write: titles, names, and the short ids and web addresses that other systems chose."""

import re
import unicodedata
from urllib.parse import urlsplit

from domain.kernel.errors import InvalidInput

MAX_TITLE = 256  # characters
MAX_ID = 128  # characters
MAX_MESSAGE = 16_383  # characters
MAX_URL = 2_048  # characters
URL_CHARACTERS = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})+")  # of RFC 3986
JOINER = "\u200d"  # joins emoji into one
UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}  # control characters, lone surrogates, line and paragraph separators


def title(text: str, field: str = "title") -> str:
    """`text` without the space around it: 1 to 256 characters, none of them a control character.

    Raises InvalidInput naming `field`.
    """
    trimmed = text.strip(" \u00a0\u3000")
    if any(unicodedata.category(character) in UNPRINTABLE for character in trimmed):
        raise InvalidInput(field, f"The {field} must not contain control characters or line breaks.")
    if not trimmed:
        raise InvalidInput(field, f"The {field} must not be empty.")
    if len(trimmed) > MAX_TITLE:
        raise InvalidInput(field, f"The {field} can have at most {MAX_TITLE} characters; this one has {len(trimmed)}.")
    return trimmed


def message(text: str) -> str:
    """`text` as it is: 1 to 16,383 characters, not all of them white space, without NUL, which PostgreSQL can't hold.

    Raises InvalidInput.
    """
    if not text.strip():
        raise InvalidInput("text", "A message must not be empty.")
    if len(text) > MAX_MESSAGE:
        raise InvalidInput("text", f"A message can have at most {MAX_MESSAGE} characters; this one has {len(text)}.")
    if "\x00" in text or any(unicodedata.category(character) == "Cs" for character in text):
        raise InvalidInput("text", "A message must not contain the character NUL or half of a surrogate pair.")
    return text


def identifier(text: str, field: str, longest: int = MAX_ID) -> str:
    """`text` as it is: a name that another system chose, up to `longest` printable characters without spaces.

    Raises InvalidInput naming `field`.
    """
    if not text or len(text) > longest or not text.replace(JOINER, "").isprintable() or " " in text:
        raise InvalidInput(field, f"The {field} must be 1 to {longest} printable characters, without spaces.")
    return text


def web_address(url: str, field: str) -> str:
    """`url` as it is: an absolute http or https URL (RFC 3986), at most 2,048 characters, without user or password.

    Raises InvalidInput naming `field`.
    """
    if len(url) > MAX_URL:
        raise InvalidInput(field, f"The {field} can have at most {MAX_URL} characters; this one has {len(url)}.")
    if not _is_web_address(url):
        raise InvalidInput(
            field,
            f"The {field} must be an absolute http or https URL such as https://chat.example.org/avatars/7.png, in "
            "ASCII and without user or password.",
        )
    return url


def _is_web_address(url: str) -> bool:
    if not URL_CHARACTERS.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
