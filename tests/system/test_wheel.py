"""What is shipped: the wheel alone, installed elsewhere, is all of Ringlog."""

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.patience import eventually
from tests.system.running import PATIENCE, RINGLOG, Running

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine

SOURCE = Path(__file__).parents[2]
PACKAGES = ("domain", "event_log", "proof", "projections", "carry", "media", "runtime", "worker", "api", "ringlog")
SOURCES = (*PACKAGES, "pyproject.toml", "schema.graphql", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a network, from a copy, since building leaves files among the sources."""
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


def test_the_demo_runs_from_the_wheel_whatever_is_in_the_folder_it_is_started_in(
    installed: Path, tmp_path: Path
) -> None:
    running = Running(tmp_path / "with")
    running.program = installed / "bin" / RINGLOG.name
    (tmp_path / "with" / "api").mkdir(parents=True)
    (tmp_path / "with" / "api" / "__init__.py").write_text("raise SystemExit('somebody else')\n")
    try:
        running.start("--demo")
        eventually(lambda: "ada" in running.log(), PATIENCE)
        running.stop()
    finally:
        running.end()
    assert "Traceback" not in running.log()
