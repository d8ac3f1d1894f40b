"""SQL lives in files of its own, each statement named and commented; this reads them."""

import re
from pathlib import Path

NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def named_queries(sql_file: Path) -> dict[str, str]:
    """The statements of a file by the names that "-- name: …" lines give them."""
    _, *parts = NAME.split(sql_file.read_text(encoding="utf-8"))
    return {name: sql.strip().rstrip(";") for name, sql in zip(parts[::2], parts[1::2], strict=True)}
