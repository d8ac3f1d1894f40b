"""What is shipped: the wheel alone, installed elsewhere, is all of Ringlog."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import urllib.request
from pathlib import Path

import pytest

from tests.patience import eventually
from tests.system.running import PATIENCE, RINGLOG, Running
from tests.web.workshop import run

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine

SCRIPT = re.compile('src="(.+?)"')
SOURCE = Path(__file__).parents[2]
PACKAGES = ("domain", "event_log", "proof", "projections", "carry", "media", "runtime", "worker", "api", "ringlog")
SOURCES = (*PACKAGES, "setup.py", "pyproject.toml", "schema.graphql", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a network, from a copy, since building leaves files among the sources; the screens are in it."""
    run("build")
    copy = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        (shutil.copytree if (SOURCE / name).is_dir() else shutil.copy)(SOURCE / name, copy / name)
    offline = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    _run(sys.executable, "-m", "pip", "wheel", *offline, "--wheel-dir", str(copy / "wheels"), str(copy))
    (built,) = (copy / "wheels").iterdir()
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel, and the packages of this one but Ringlog, which a path file leads to."""
    folder = tmp_path_factory.mktemp("installed")
    _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = str(folder / "bin" / "python")
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet", str(wheel))
    return folder


def _run(*command: str, cwd: Path | None = None) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=cwd).stdout


def test_every_file_that_is_no_code_is_shipped_too(installed: Path) -> None:
    (site,) = installed.glob("lib/python*/site-packages")
    sources = (file for name in PACKAGES for file in (SOURCE / name).rglob("*"))
    data = {str(file.relative_to(SOURCE)) for file in sources if file.suffix not in ("", ".py", ".pyc")}
    assert len(data) > 10
    assert not [name for name in data if not (site / name).exists()]


def test_the_contract_is_shipped_and_is_what_is_served(installed: Path, tmp_path: Path) -> None:
    contract = (SOURCE / "schema.graphql").read_text()
    assert (installed / "share" / "ringlog" / "schema.graphql").read_text() == contract
    assert _run(str(installed / "bin" / "ringlog"), "schema", cwd=tmp_path) == contract
    assert "RINGLOG_DATABASE_URL" in _run(str(installed / "bin" / "ringlog"), "serve", "--help", cwd=tmp_path)


def test_no_wheel_is_packed_without_screens_unless_that_was_wanted(tmp_path: Path) -> None:
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(SOURCE / name, tmp_path)
    command = [sys.executable, "setup.py", "--quiet", "build_py"]
    refused = subprocess.run(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, check=False)
    assert refused.returncode == 1
    assert "make dist" in refused.stderr


def without_nodejs(folder: Path) -> Path:
    """A folder with all other programs of PATH."""
    folder.mkdir()
    for program in (program for place in reversed(os.get_exec_path()) for program in Path(place).glob("*")):
        (folder / program.name).unlink(missing_ok=True)
        if not re.match("node|npm|npx|corepack", program.name):
            (folder / program.name).symlink_to(program)
    return folder


def test_the_demo_runs_from_the_wheel_without_nodejs_whatever_is_in_the_folder_it_is_started_in(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = Running(tmp_path / "with")
    running.program = installed / "bin" / RINGLOG.name
    (tmp_path / "with" / "api").mkdir(parents=True)
    (tmp_path / "with" / "api" / "__init__.py").write_text("raise SystemExit('somebody else')\n")
    monkeypatch.setenv("PATH", str(without_nodejs(tmp_path / "programs")))
    try:
        running.start("--demo")
        eventually(lambda: "ada" in running.log(), PATIENCE)
        page = _get(f"http://{running.address}/")
        assert _get(f"http://{running.address}{SCRIPT.findall(page)[0]}")
        assert "Ada Lovelace" in _get(f"http://{running.address}/demo")
        running.stop()
    finally:
        running.end()
    assert "Traceback" not in running.log()


def _get(url: str) -> str:
    with urllib.request.urlopen(url) as answer:
        return str(answer.read().decode())
