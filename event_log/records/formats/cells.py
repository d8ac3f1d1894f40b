"""Comma-separated values (RFC 4180) that spreadsheets take for the texts they are.

What people wrote may begin like a formula, which a spreadsheet would carry out. So such a cell begins with an
apostrophe, and every cell is quoted (https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime

FULL_WIDTH = ("\uff1d", "\uff0b", "\uff0d", "\uff20")  # of = + - @, as input methods of East Asia write them
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", *FULL_WIDTH)


def lines(rows: Iterable[Sequence[object]]) -> str:
    """The rows, each line ended by CRLF. None is an empty cell, a moment is one of ISO 8601."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
