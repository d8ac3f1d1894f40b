"""What it costs to store a recording sealed and to read it, in processor time, against a plain file."""

import os
import resource
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from runtime.storage.folder_storage import BLOCK
from runtime.storage.sealed_file import CHUNK, KEY, Chunks, Head

SIZE = 1 << 30  # bytes


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time, in the process and for it."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def pieces(file: Path, size: int) -> Iterator[bytes]:
    with file.open("rb") as opened:
        yield from iter(lambda: opened.read(size), b"")


def written(file: Path, content: Iterator[bytes]) -> None:
    with file.open("wb") as opened:
        for piece in content:
            opened.write(piece)


def read(content: Iterator[bytes]) -> int:
    return sum(map(len, content))


def main() -> list[dict[str, Any]]:
    """Measure, print a table, return the measurements."""
    chunks = Chunks(Head(SIZE, bytes(KEY)), os.urandom(32))
    with tempfile.TemporaryDirectory(prefix="ringlog-bench-") as folder:
        plain, copy, sealed = (Path(folder) / name for name in ("plain", "copy", "sealed"))
        written(plain, (os.urandom(BLOCK) for _ in range(SIZE // BLOCK)))
        sealing = spent(lambda: written(sealed, chunks.sealed(pieces(plain, CHUNK))))
        copying = spent(lambda: written(copy, pieces(plain, CHUNK)))
        stored = chunks.extent(0, SIZE)
        opening = spent(lambda: read(chunks.opened(_after_head(sealed, stored.begin), 0, SIZE)))
        reading = spent(lambda: read(pieces(plain, BLOCK)))
    found = {"store": (sealing, copying), "read": (opening, reading)}
    table = Table("a GiB", "sealed", "plain", title="Processor time, in seconds")
    for name, (ours, theirs) in found.items():
        table.add_row(name, f"{ours:.2f}", f"{theirs:.2f}")
    Console().print(table)
    return [
        {
            "name": f"sealed file, {name}",
            "value": ours,
            "unit": "s/GiB",
            "peer": "plain file",
            "peer_value": theirs,
            "ratio": theirs / ours,
        }
        for name, (ours, theirs) in found.items()
    ]


def _after_head(sealed: Path, begin: int) -> Iterator[bytes]:
    with sealed.open("rb") as opened:
        opened.seek(begin)
        yield from iter(lambda: opened.read(BLOCK), b"")
