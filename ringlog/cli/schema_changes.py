"""What a change of the schema means to clients that were written before it."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from graphql import GraphQLError, build_schema
from graphql.utilities import find_breaking_changes, find_dangerous_changes

NAME = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+|[A-Z]\w+")
FIRST_WORDS = {"Field", "Input", "Type", "Enum", "Arg", "Argument", "Directive", "Standard"}
BREAKING_SECTION = re.compile(r"^## Unreleased\n.*?^### Breaking\n(.*?)(?=^##|\Z)", re.DOTALL | re.MULTILINE)


class Changes(NamedTuple):
    """What breaks clients, and what may surprise some; a sentence for each."""

    breaking: list[str]
    dangerous: list[str]

    def sentences(self) -> list[str]:
        return [f"breaking: {each}" for each in self.breaking] + [f"dangerous: {each}" for each in self.dangerous]


def changes_between(before: str, after: str) -> Changes:
    """Of two schemas in GraphQL's own language. What is no schema has no clients."""
    try:
        old, new = build_schema(before), build_schema(after)
    except GraphQLError:
        return Changes([], [])
    breaking = [change.description for change in find_breaking_changes(old, new)]
    return Changes(breaking, [change.description for change in find_dangerous_changes(old, new)])


def at_revision(revision: str, file: Path) -> str | None:
    """The file as it was at a git revision; None if there is no such thing."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "show", f"{revision}:./{file.name}"]
    shown = subprocess.run(command, cwd=file.absolute().parent, capture_output=True, text=True, check=False)
    return shown.stdout if shown.returncode == 0 else None


def major_version(pyproject: str) -> str:
    """The number of a semantic version that goes up when clients break (semver.org §8)."""
    version: str = tomllib.loads(pyproject)["project"]["version"]
    return version.split(".")[0]


def unannounced(breaking: Iterable[str], changelog: str) -> list[str]:
    """Those of which the section "Breaking" of what is unreleased doesn't name what changed."""
    section = BREAKING_SECTION.search(changelog)
    announced = section.group(1) if section else ""
    return [sentence for sentence in breaking if _subject(sentence) not in announced]


def _subject(sentence: str) -> str:
    """What the sentence is about: "Field Call.host was removed." is about Call.host."""
    names = [name for name in NAME.findall(sentence) if name not in FIRST_WORDS]
    return names[0] if names else sentence
