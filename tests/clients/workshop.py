"""A folder in which others' tools find schema, documents and their own configuration, and leave what they make."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SCHEMA = HERE.parent.parent / "schema.graphql"
DOCUMENTS = HERE / "documents"

INSTALLED = ("node_modules", ".venv")
ENVIRONMENT = os.environ | {"NO_COLOR": "1", "CGO_ENABLED": "0"}  # Go's own library builds faster without C


def workshop(language: str, folder: Path) -> Path:
    """A copy of what `tests/clients/<language>` has, with schema and documents; what is installed there is shared."""
    shutil.copytree(HERE / language, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*INSTALLED))
    shutil.copytree(DOCUMENTS, folder / "documents")
    shutil.copy(SCHEMA, folder)
    for name in INSTALLED:
        if (HERE / language / name).exists():
            (folder / name).symlink_to(HERE / language / name)
    return folder


def run(*command: str | Path, cwd: Path) -> None:
    """A command that has to succeed; if it doesn't, the failure shows what it printed."""
    done = subprocess.run(command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"


def version(program: str, *arguments: str) -> tuple[int, ...]:
    """What a program says that it is; (0,) if it isn't there."""
    if shutil.which(program) is None:
        return (0,)
    said = subprocess.run([program, *arguments], env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
    return tuple(map(int, re.findall(r"\d+", said)))


needs_go = pytest.mark.skipif(
    version("go", "version") < (1, 24),
    reason="needs Go 1.24 or newer, which nothing installs; Debian 12's is older",
)


def install_from_npm() -> None:
    """As package-lock.json says, once for each version of it."""
    folder = HERE / "typescript"
    if _older(folder / "node_modules/.package-lock.json", folder / "package-lock.json"):
        run("npm", "ci", "--ignore-scripts", "--prefer-offline", cwd=folder)


def install_from_pypi() -> None:
    """As requirements.txt says, once for each version of it."""
    folder = HERE / "python"
    installed = folder / ".venv/installed"
    if _older(installed, folder / "requirements.txt"):
        run(sys.executable, "-m", "venv", "--clear", ".venv", cwd=folder)
        run(".venv/bin/pip", "install", "--require-hashes", "--no-deps", "-r", "requirements.txt", cwd=folder)
        installed.touch()


def _older(made: Path, lock: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < lock.stat().st_mtime
