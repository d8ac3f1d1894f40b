"""Which content codings a client takes (RFC 9110 §12.5.3)."""

import re

ZERO = re.compile(r"q=0(\.0{0,3})?")


def accepts(accept_encoding: str, coding: str) -> bool:
    """Whether a header `Accept-Encoding` asks for a coding, such as "br", by its name or by "*"."""
    asked = {}
    for each in accept_encoding.lower().split(","):
        name, _, weight = each.replace(" ", "").partition(";")
        asked[name] = ZERO.fullmatch(weight) is None
    return asked.get(coding, asked.get("*", False))
