"""What others' tools generate from schema.graphql and the documents is valid, strictly typed code."""

import re
import sys
import tomllib
from pathlib import Path

import pytest

from tests.clients.relay_modules import write_relay_modules
from tests.clients.workshop import (
    DOCUMENTS,
    SCHEMA,
    install_from_npm,
    install_from_pypi,
    needs_go,
    run,
    version,
    workshop,
)

pytestmark = [pytest.mark.generators, pytest.mark.timeout(300)]

needs_node = pytest.mark.skipif(
    version("node", "--version") < (20, 19) or version("npm", "--version") < (9,),
    reason="needs Node.js 20.19 or newer, and its npm",
)


@pytest.fixture
def typescript(tmp_path: Path) -> Path:
    install_from_npm()
    return workshop("typescript", tmp_path)


@needs_node
def test_the_linter_has_nothing_left_to_say_of_schema_and_documents(typescript: Path) -> None:
    run("node_modules/.bin/eslint", "--max-warnings", "0", ".", cwd=typescript)


@needs_node
def test_graphql_codegen_generates_strict_typescript(typescript: Path) -> None:
    run("node_modules/.bin/graphql-codegen", "--config", "codegen.yml", cwd=typescript)
    run("node_modules/.bin/tsc", "--project", "codegen.tsconfig.json", cwd=typescript)


@needs_node
def test_relay_generates_strict_typescript_and_pages_through_connections(typescript: Path) -> None:
    write_relay_modules(DOCUMENTS, typescript / "relay")
    (typescript / "relay/artifacts").mkdir()
    run("node_modules/.bin/relay-compiler", "relay.config.json", cwd=typescript)
    run("node_modules/.bin/tsc", "--project", "relay.tsconfig.json", cwd=typescript)


def test_ariadne_codegen_generates_strict_python(tmp_path: Path) -> None:
    install_from_pypi()
    python = workshop("python", tmp_path)
    run(".venv/bin/ariadne-codegen", cwd=python)
    run(sys.executable, "-m", "mypy", "--python-executable", ".venv/bin/python", cwd=python)
    assert set(re.findall(r"^scalar (\w+)", SCHEMA.read_text(), re.MULTILINE)) == _scalars_told(python)


def _scalars_told(folder: Path) -> set[str]:
    """By name. Unlike the others, ariadne-codegen takes a scalar that it isn't told of, and makes it Any."""
    return set(tomllib.loads((folder / "pyproject.toml").read_text())["tool"]["ariadne-codegen"]["scalars"])


@needs_go
def test_genqlient_generates_go_that_sends_what_it_should(tmp_path: Path) -> None:
    go = workshop("go", tmp_path)
    run("go", "tool", "genqlient", cwd=go)
    run("go", "test", "./...", cwd=go)
