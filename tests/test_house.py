"""How the house is built: what no linter we use holds to."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("domain", "event_log", "proof", "projections", "carry", "media", "runtime", "worker", "api", "ringlog")
LONGEST_FILE, LONGEST_FUNCTION = 400, 40  # lines


def ours(folder: str) -> list[Path]:
    """Its Python files, but for what tests have installed below it (`.venv`, `node_modules`)."""
    files = sorted((ROOT / folder).rglob("*.py"))
    return [file for file in files if not {".venv", "node_modules"} & set(file.relative_to(ROOT).parts)]


FILES = list(chain.from_iterable(map(ours, PACKAGES)))
EVERYTHING = [*FILES, *ours("tests"), *ours("benchmarks")]
MODULES: Mapping[str, Path] = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file for file in FILES
}


def imported(file: Path) -> Iterator[str]:
    """The modules of ours that a file imports when it runs, wherever that stands in it."""
    for node in _run(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """All of it but what is there for type checkers alone."""
    if not (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _run(child)


def test_no_modules_import_each_other_in_a_circle() -> None:
    needs = {
        module: {name for name in imported(file) if name in MODULES and not module.startswith(f"{name}.")} - {module}
        for module, file in MODULES.items()
    }
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as circle:
        pytest.fail(" imports ".join(reversed(circle.args[1])))


def test_every_package_says_what_is_in_it() -> None:
    packages = [file for file in FILES if file.name == "__init__.py"]
    assert [str(file) for file in packages if ast.get_docstring(ast.parse(file.read_text())) is None] == []
    folders = {file.parent for file in FILES}
    assert folders - {file.parent for file in packages} == set(), "a folder without __init__.py isn't in the wheel"


def test_no_file_is_too_long_to_be_about_one_thing() -> None:
    assert [f"{file}: {lines}" for file in EVERYTHING if (lines := _lines(file)) > LONGEST_FILE] == []


def test_no_function_is_too_long_to_be_seen_at_once() -> None:
    assert [
        f"{file}:{function.lineno} {function.name}"
        for file in EVERYTHING
        for function in ast.walk(ast.parse(file.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and (function.end_lineno or 0) - function.lineno + 1 > LONGEST_FUNCTION
    ] == []


def _lines(file: Path) -> int:
    return len(file.read_text().splitlines())
