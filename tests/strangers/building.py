"""Others' programs, built by Go as `go.mod` and `go.sum` here say."""

import os
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent / "go"
ENVIRONMENT = os.environ | {"CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local"}


def built(package: str, folder: Path) -> Path:
    """The program. Skips the test where its modules can't be had."""
    had = subprocess.run(
        ["go", "mod", "download"], cwd=HERE, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    building = ["go", "build", "-o", f"{folder}/", package]
    done = subprocess.run(building, cwd=HERE, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    if done.returncode != 0 and had.returncode != 0:
        pytest.skip(f"needs Go modules that can't be had here: {done.stderr.strip()[-300:]}")
    assert done.returncode == 0, done.stderr
    return folder / package.rpartition("/")[2]
