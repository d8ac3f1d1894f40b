"""The parts of the browser client that need no browser, and how it is kept."""

import json
import re

import pytest

from tests.web.workshop import WEB, run

pytestmark = pytest.mark.timeout(300)  # installs, the first time


def test_types_style_and_documents_are_in_order_and_the_pure_parts_do_what_they_say() -> None:
    run("check", "test")


def test_the_lock_names_no_registry_and_what_runs_in_a_browser_needs_one_library() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text())
    outside = {name for name, each in lock["packages"].items() if re.match("https?:", each.get("resolved", ""))}
    assert outside == set()
    assert list(lock["packages"]["client"]["dependencies"]) == ["graphql-ws"]
