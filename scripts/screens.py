"""What `make run` does before Ringlog starts: it builds the screens, if their sources are newer than what is built.

What that takes and isn't there comes from the network; Ringlog starts without it all the same.
"""

import os
import subprocess
import sys

import web

IMPATIENT = os.environ | {
    "PIP_RETRIES": "1",
    "NPM_CONFIG_FETCH_RETRIES": "1",
    "NPM_CONFIG_FETCH_RETRY_MINTIMEOUT": "1000",  # milliseconds
    "NPM_CONFIG_FETCH_TIMEOUT": "60000",
}
NODE = ("make", "--silent", ".venv/for-web")
BUILD = (sys.executable, "scripts/web.py", "build")


def build() -> bool:
    """Whether it could be."""
    here = {"cwd": web.WEB.parent, "env": IMPATIENT, "check": False}
    return not (
        subprocess.run(NODE, capture_output=True, **here).returncode or subprocess.run(BUILD, **here).returncode
    )


if __name__ == "__main__" and not web.is_built() and not build():
    instead = "with those that were built before" if web.PAGE.exists() else "without them"
    sys.stderr.write(f"The screens can't be built, for which npm has to be reached: Ringlog starts {instead}.\n")
