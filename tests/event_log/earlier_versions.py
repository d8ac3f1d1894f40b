"""A file as it was, in every commit that this one comes from: what may only grow is compared with all of them.

So it is compared with the merge base too, whichever that is. A clone with a part of the history compares with that.
"""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest


def earlier_versions(file: Path) -> Iterator[tuple[str, str]]:
    """Each commit that changed the file, newest first, with the file's text then; skips the test where git has none."""
    commits = _git(file.parent, "log", "--full-history", "--format=%H", "--diff-filter=AM", "--", file.name).split()
    if not commits:
        pytest.skip("this isn't a clone: nothing is known of earlier versions")
    for commit in commits:
        yield commit, _git(file.parent, "show", f"{commit}:./{file.name}")


def as_it_was_when_added(file: Path, companion: Path) -> str:
    """The file's text in the commit that added another beside it; skips the test where git doesn't know."""
    commits = _git(file.parent, "log", "--format=%H", "--diff-filter=A", "--", companion.name).split()
    if not commits:
        pytest.skip("git doesn't know that commit")
    return _git(file.parent, "show", f"{commits[-1]}:./{file.name}")


def _git(folder: Path, *words: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    return subprocess.run([git, *words], cwd=folder, capture_output=True, text=True, check=False).stdout
