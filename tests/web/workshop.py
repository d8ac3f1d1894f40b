"""The scripts of the packages in web/, run by a Node.js that comes with Python's packages."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
WEB = ROOT / "web"


def run(*scripts: str) -> None:
    """Of check, test, build; they have to succeed, and show what they printed if they don't."""
    command = [sys.executable, str(ROOT / "scripts/web.py"), *scripts]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(scripts)} of web/\n{done.stdout}{done.stderr}"
