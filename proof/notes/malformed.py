"""What can't be read, and the parts that all formats here are made of."""

from base64 import b64decode, b64encode


class Malformed(ValueError):
    """It isn't of the format that it should be of; in a sentence."""


def is_name(text: str) -> bool:
    """Whether a key may be called so (signed-note, "Format")."""
    return text != "" and "+" not in text and not any(each.isspace() for each in text)


def from_base64(text: str, what: str) -> bytes:
    """As RFC 4648 §4 writes it, and in no other way. Raises Malformed."""
    try:
        read = b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        read = None
    if read is None or to_base64(read) != text:
        raise Malformed(f"{what} isn't in Base64.")
    return read


def to_base64(read: bytes) -> str:
    return b64encode(read).decode()


def from_decimal(text: str, what: str) -> int:
    """A number from 0 to 2^63 - 1, without leading zeroes. Raises Malformed."""
    if not (text.isascii() and text.isdigit() and len(text) <= 19) or str(int(text)) != text or int(text) >= 1 << 63:
        raise Malformed(f"{what} is no number: it is decimal, from 0 on, without leading zeroes.")
    return int(text)
