"""Exports of a log that are killed a hundred times, at random moments: each file is that of an undisturbed one.

`ringlog export log` is started, killed by SIGKILL, and started again until its file is whole; then the next file is
begun, until there were enough kills.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
from rich.console import Console
from rich.table import Table

from benchmarks.made_history import MadeHistory, record
from domain.kernel.clock import system_clock
from event_log import migrate
from event_log.application import Ringlog
from proof.notes.note_signer import NoteSigner
from ringlog.postgres.embedded_postgres import EmbeddedPostgres
from tests.signed_log import ORIGIN, begin, sign

EVENTS, KILLS = 100_000, 100
RINGLOG = Path(sys.executable).with_name("ringlog")


class Exports:
    """Of one signed log, into files of one folder."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.folder = folder
        self.killed: Counter[str] = Counter()  # by what was there by then
        settings = {
            "RINGLOG_DATABASE_URL": database_url,
            "RINGLOG_JWT_KEY": "a secret that is long enough to sign with",
            "RINGLOG_DATA_FOLDER": str(folder),
        }
        self._environment = os.environ | settings

    def start(self, file: Path) -> subprocess.Popen[bytes]:
        command = [str(RINGLOG), "export", "log", "-o", str(file)]
        return subprocess.Popen(command, env=self._environment, stdout=subprocess.DEVNULL)

    def undisturbed(self) -> tuple[bytes, float]:
        """The file, and the seconds that it took."""
        file, began = self.folder / "undisturbed", time.monotonic()
        if self.start(file).wait() != 0:
            raise RuntimeError("the export failed undisturbed")
        return file.read_bytes(), time.monotonic() - began

    def disturbed(self, draw: random.Random, longest: float) -> bytes:
        """The file that is whole once an export wasn't killed before."""
        file = self.folder / "killed"
        while not file.exists():
            process = self.start(file)
            try:
                process.wait(draw.uniform(0, longest) if self.killed.total() < KILLS else None)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
            if process.wait() == -signal.SIGKILL:
                self.killed[_there(file)] += 1
            elif process.returncode != 0:
                raise RuntimeError(f"an export that went on failed with {process.returncode}")
        content = file.read_bytes()
        file.unlink()
        return content


def _there(file: Path) -> str:
    part = file.with_name(f"{file.name}.part")
    if file.exists():
        return "the whole file"
    return "a part of it" if part.exists() and part.stat().st_size else "nothing yet"


def main() -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, EmbeddedPostgres(Path(folder) / "data") as postgres:
        url, signer = postgres.url(), NoteSigner.new(ORIGIN)
        migrate(url)
        with Ringlog(env={"DATABASE_URL": url}) as log, psycopg.connect(url, autocommit=True) as connection:
            begin(log, system_clock, signer)
            record(url, MadeHistory().facts(), EVENTS)
            sign(url, connection, signer)
        exports, draw = Exports(url, Path(folder)), random.Random(1)
        whole, seconds = exports.undisturbed()
        files = 0
        while exports.killed.total() < KILLS:
            if exports.disturbed(draw, seconds) != whole:
                raise RuntimeError(f"file {files + 1} isn't the one of an undisturbed export")
            files += 1
    table = Table(
        "when there was", "kills", title=f"{files} exports of {EVENTS:,} events, all byte for byte as undisturbed"
    )
    for there, kills in exports.killed.most_common():
        table.add_row(there, str(kills))
    Console().print(table)
    result = {
        "name": "kills of an export that left no trace in its file",
        "value": exports.killed.total(),
        "unit": "kills",
    }
    return [result | {"peer": "goal", "peer_value": KILLS, "ratio": exports.killed.total() / KILLS}]
