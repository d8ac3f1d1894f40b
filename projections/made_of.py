"""What a view is made of, as a short text: it changes when the view's rows could be others, and only then.

That is the SQL that makes its tables and moves its rows, and the source of its class and of whatever that uses of ours,
up to the facts' fields and how old ones are read; without docstrings, comments and layout. What keys are like is no
part of the rows, and the engine that all views share has to make the same rows, so neither counts.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

OURS = ("domain.", "projections.")
ENGINE = ("projections.view", "projections.rows", "projections.queries", "projections.keys")
MAKING = re.compile("tables|indexes|(load|save|remove)_.*")  # the other statements only read
SQL_TOKEN = re.compile(r"'(?:[^']|'')*'|(?P<gap>--[^\n]*|/\*.*?\*/|\s+)+", re.DOTALL)


class _Module(NamedTuple):
    """What stands at the top of a module, by name: what it defines, and what it has from where."""

    definitions: dict[str, ast.stmt]
    imports: dict[str, tuple[str, str]]


def fingerprint(module: str, name: str, sql: dict[str, str]) -> str:
    """Of the class of that name and its SQL."""
    parts: dict[str, str] = {}
    _collect(module, name, None, parts)
    parts |= {key: normalised(text) for key, text in sql.items() if MAKING.fullmatch(key)}
    return sha256(repr(sorted(parts.items())).encode()).hexdigest()[:16]


def normalised(sql: str) -> str:
    """As PostgreSQL reads it: one space for each comment and gap."""
    return SQL_TOKEN.sub(lambda token: " " if token["gap"] else token[0], sql).strip()


def _collect(module: str, name: str, attribute: str | None, parts: dict[str, str]) -> None:
    """The source of a name, or of an attribute of it, and of all that is mentioned there."""
    if not module.startswith(OURS) or module in ENGINE:
        return
    here = _module(module)
    if name in here.imports:
        _follow(*here.imports[name], attribute, parts)
        return
    key, node = _chosen(name, here.definitions.get(name), attribute)
    if node is None or f"{module}:{key}" in parts:
        return
    parts[f"{module}:{key}"] = ast.unparse(node)
    for mentioned, of_it in _mentioned(node):
        _collect(module, mentioned, of_it, parts)


def _follow(module: str, name: str, attribute: str | None, parts: dict[str, str]) -> None:
    """Into another module: to a name there, or to a module, of which an attribute is a name."""
    if module in {path.rstrip(".") for path in OURS} and attribute is not None:
        _collect(f"{module}.{name}", attribute, None, parts)
    else:
        _collect(module, name, attribute, parts)


def _chosen(name: str, node: ast.stmt | None, attribute: str | None) -> tuple[str, ast.stmt | None]:
    """A class in a class by itself: of an aggregate only the facts that are used count, not its rules."""
    if not isinstance(node, ast.ClassDef):
        return name, node
    inner = next((part for part in node.body if isinstance(part, ast.ClassDef) and part.name == attribute), None)
    if inner is not None:
        return f"{name}.{attribute}", _as_data(inner)
    is_aggregate = any(isinstance(base, ast.Name) and base.id == "Root" for base in node.bases)
    return name, None if is_aggregate else node


def _as_data(fact: ast.ClassDef) -> ast.ClassDef:
    """Without what it does to its aggregate."""
    kept = [part for part in fact.body if not (isinstance(part, ast.FunctionDef) and part.name == "apply")]
    return ast.ClassDef(fact.name, fact.bases, fact.keywords, kept or [ast.Pass()], fact.decorator_list)


def _mentioned(node: ast.AST) -> Iterator[tuple[str, str | None]]:
    """Every name in it, with the attribute that is asked of it, if any."""
    for part in ast.walk(node):
        for child in ast.iter_child_nodes(part):
            if isinstance(child, ast.Name):
                yield child.id, part.attr if isinstance(part, ast.Attribute) else None


@cache
def _module(name: str) -> _Module:
    tree = _Undocumented().visit(ast.parse(_source(name)))
    definitions: dict[str, ast.stmt] = {}
    imports: dict[str, tuple[str, str]] = {}
    for statement in tree.body:
        match statement:
            case ast.ImportFrom(module=str(module)):
                imports |= {alias.asname or alias.name: (module, alias.name) for alias in statement.names}
            case ast.ClassDef(name=str(defined)) | ast.FunctionDef(name=str(defined)):
                definitions[defined] = statement
            case ast.Assign(targets=[ast.Name(id=defined)]) | ast.AnnAssign(target=ast.Name(id=defined)):
                definitions[defined] = statement
    return _Module(definitions, imports)


def _source(module: str) -> str:
    found = find_spec(module)
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).read_text(encoding="utf-8")


class _Undocumented(ast.NodeTransformer):
    """Takes away texts that stand for themselves: they are documentation."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | ast.Pass:
        return ast.Pass() if isinstance(node.value, ast.Constant) else node
