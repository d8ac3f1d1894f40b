"""What some of our code is made of: the source of a name and of whatever that uses of ours, without docs and layout.

Two programs that agree on it do the same, so it tells whether what one has worked out and stored is good for the other.
"""

import ast
from collections.abc import Collection, Iterator
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

OURS = ("domain", "projections")


class _Module(NamedTuple):
    """What stands at the top of a module, by name: what it defines, and what it has from where."""

    definitions: dict[str, ast.stmt]
    imports: dict[str, tuple[str, str]]


class SourceCode:
    """Collects parts of the source, each under its name."""

    def __init__(self, without: Collection[str] = ()) -> None:
        """`without`: modules that don't count."""
        self.parts: dict[str, str] = {}
        self._without = without

    def fingerprint(self) -> str:
        """A short hash of all that was collected."""
        return sha256(repr(sorted(self.parts.items())).encode()).hexdigest()[:16]

    def add(self, module: str, name: str, attribute: str | None = None) -> None:
        """The source of a name, or of an attribute of it, and of all that is mentioned there.

        Of an aggregate only the facts that are mentioned count, not its rules.
        """
        if module.split(".")[0] not in OURS or module in self._without:
            return
        here = _module(module)
        if name in here.imports:
            self._follow(*here.imports[name], attribute)
            return
        for key, node in _chosen(name, here.definitions.get(name), attribute):
            self._take(module, key, node)

    def add_state(self, module: str, name: str) -> None:
        """Of an aggregate, what decides about its state: its facts, and how it begins; its commands don't."""
        node = _module(module).definitions[name]
        assert isinstance(node, ast.ClassDef)
        self._take(module, name, _without_commands(node))

    def _take(self, module: str, key: str, node: ast.stmt) -> None:
        if f"{module}:{key}" in self.parts:
            return
        self.parts[f"{module}:{key}"] = ast.unparse(node)
        for mentioned, of_it in _mentioned(node):
            self.add(module, mentioned, of_it)

    def _follow(self, module: str, name: str, attribute: str | None) -> None:
        """Into another module: to a name there, or to a module, of which an attribute is a name."""
        if module in OURS and attribute is not None:
            self.add(f"{module}.{name}", attribute)
        else:
            self.add(module, name, attribute)


def _chosen(name: str, node: ast.stmt | None, attribute: str | None) -> Iterator[tuple[str, ast.stmt]]:
    """What counts of a definition, each part with its key."""
    inner = [] if attribute is None or not isinstance(node, ast.ClassDef) else list(_inner(node, attribute))
    for part in inner:
        yield f"{name}.{part.name}", _with_body(part, [each for each in part.body if not _is_called(each, "apply")])
    if node is not None and not inner and not _is_aggregate(node):
        yield name, node


def _inner(outer: ast.ClassDef, name: str) -> Iterator[ast.ClassDef]:
    """The class of that name in it, and those of its bases that are in it too."""
    for part in outer.body:
        if isinstance(part, ast.ClassDef) and part.name == name:
            yield part
            for base in part.bases:
                if isinstance(base, ast.Name):
                    yield from _inner(outer, base.id)


def _is_aggregate(node: ast.stmt) -> bool:
    return isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == "Root" for b in node.bases)


def _without_commands(aggregate: ast.ClassDef) -> ast.ClassDef:
    """Without the functions that neither its facts nor its beginning use."""
    kept = [part for part in aggregate.body if not isinstance(part, ast.FunctionDef) or _is_called(part, "__init__")]
    used = {part.attr for state in kept for part in ast.walk(state) if isinstance(part, ast.Attribute)}
    kept += [part for part in aggregate.body if isinstance(part, ast.FunctionDef) and part.name in used]
    return _with_body(aggregate, kept)


def _with_body(node: ast.ClassDef, body: list[ast.stmt]) -> ast.ClassDef:
    return ast.ClassDef(node.name, node.bases, node.keywords, body or [ast.Pass()], node.decorator_list)


def _is_called(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == name


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
