"""A view's version changes when its rows could be others, and not otherwise."""

from collections.abc import Iterator

import pytest

from event_log import source_code
from projections.engine.made_of import fingerprint, normalised
from projections.engine.view import View
from projections.views import VIEWS

BY_NAME = {view.__name__: view for view in VIEWS}
VERSIONS = VIEWS.versions  # worked out now, before anything is edited


def version(view: type[View], **sql: str) -> str:
    return fingerprint(view.__module__, view.__name__, view.statements() | sql)


@pytest.fixture
def edit(monkeypatch: pytest.MonkeyPatch) -> Iterator["Editor"]:
    yield Editor(monkeypatch)
    source_code._module.cache_clear()


class Editor:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._source = source_code._source

    def __call__(self, module: str, old: str, new: str) -> set[str]:
        """Which views change when this is changed in a module."""

        def edited(name: str) -> str:
            text = self._source(name)
            if name != module:
                return text
            assert old in text
            return text.replace(old, new)

        self._monkeypatch.setattr(source_code, "_source", edited)
        source_code._module.cache_clear()
        return {name for name, view in BY_NAME.items() if version(view) != VERSIONS[name]}


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("projections.rings", '."""', '. Really."""'),
        ("projections.rings", "from domain", "# Why not?\nfrom domain"),
        ("projections.rings", "class RingQueries", "UNUSED = 1\n\n\nclass RingQueries"),
        ("domain.calls.call", '."""', '. Really."""'),
        ("domain.calls.ring", "def decline(", "def turn_down("),
        ("domain.calls.ring", "ring.outcome = ", "ring.outcome = None or "),
        ("domain.consequences.consequences", "ring.expire(on)", "ring.cancel(on)"),
    ],
)
def test_what_decides_about_no_row_makes_no_view_another(edit: Editor, module: str, old: str, new: str) -> None:
    assert edit(module, old, new) == set()


@pytest.mark.parametrize(
    ("module", "old", "new", "views"),
    [
        ("projections.rings", "class RingsView(View):", "class RingsView(View):\n    limit = 7\n", {"RingsView"}),
        ("projections.search_terms", "LONGEST = 16", "LONGEST = 17", {"TitleTermsView"}),
        ("domain.directory.user", 'ring_tone: str = "default"', 'ring_tone: str = "bell"', {"PreferencesView"}),
        ("domain.consequences.timers", 'Started: "remind_at"', 'Started: "stops_by"', {"DeadlinesView"}),
        ("domain.consequences.timers", "cleared_by=(Call.EndingCalledOff,),", "", {"DeadlinesView"}),
        (
            "domain.calls.ring",
            "expires_at: datetime",
            "expires_at: datetime | None",
            {"RingsView", "DeadlinesView", "CallHistoryView", "LiveCallsView"},
        ),
    ],
)
def test_what_decides_about_rows_makes_those_views_others_that_use_it(
    edit: Editor, module: str, old: str, new: str, views: set[str]
) -> None:
    assert edit(module, old, new) == views


@pytest.mark.parametrize(
    ("module", "views"),
    [
        ("domain.recordings.recording", {"DeadlinesView", "RecordingsView", "RetentionView"}),
        ("domain.directory.user", {"CallHistoryView", "DirectoryView", "NamesView", "PreferencesView"}),
        ("domain.directory.room", {"DirectoryView", "NamesView", "StatisticsView"}),
    ],
)
def test_what_all_facts_of_an_aggregate_have_makes_those_views_others_that_use_any(
    edit: Editor, module: str, views: set[str]
) -> None:
    base = "class Event(Fact):\n"
    assert edit(module, base, f"{base}        added: int\n") == views


def test_layout_and_comments_of_sql_decide_about_nothing() -> None:
    rings = BY_NAME["RingsView"]
    tables = "/* Who is\n rung. */\n" + rings.sql["tables"].replace("\n", "  -- so\n\n  ")
    assert version(rings, tables=tables) == version(rings)
    assert version(rings, some_query="SELECT 1") == version(rings)


def test_a_column_s_default_decides_about_rows() -> None:
    rings = BY_NAME["RingsView"]
    tables = rings.sql["tables"].replace("NOT NULL", "NOT NULL DEFAULT now()", 1)
    assert version(rings, tables=tables) != version(rings)


def test_what_only_looks_like_a_comment_in_sql_is_kept() -> None:
    assert normalised("SELECT 'a  --b' -- c\n  , '/* ''d'") == "SELECT 'a  --b' , '/* ''d'"


@pytest.mark.parametrize("statement", ["load_rings", "save_rings", "remove_rings"])
def test_how_rows_are_moved_decides_about_rows(statement: str) -> None:
    rings = BY_NAME["RingsView"]
    assert version(rings, **{statement: f"{rings.statements()[statement]} AND true"}) != version(rings)
