"""What people may write: titles, names and the short ids that clients choose."""

import unicodedata

from domain.kernel.errors import InvalidInput

MAX_TITLE = 256  # characters
MAX_ID = 128  # characters
MAX_MESSAGE = 16_383  # characters
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
