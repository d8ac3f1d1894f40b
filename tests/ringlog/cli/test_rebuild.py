"""`ringlog rebuild`: the views come out as the log says."""

import pytest
from typer.testing import CliRunner

from ringlog.cli import app
from tests.people import CHANNEL
from tests.projections.scene import Scene, dump


@pytest.fixture
def scene(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setenv("RINGLOG_DATABASE_URL", database_url)
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    return Scene(database_url)


def test_views_that_were_changed_by_hand_are_again_what_the_log_says(scene: Scene) -> None:
    with scene:
        scene.furnish()
        scene.start(CHANNEL)
        scene.show()
        good = dump(scene.database_url)
        scene.query_nothing("DELETE FROM members; UPDATE calls SET title = 'tampered'")
        done = CliRunner().invoke(app, ["rebuild"])
        assert dump(scene.database_url) == good
        assert done.exit_code == 0
        assert done.stdout.startswith(f"The views are rebuilt from {scene.log.end_of_log()} events, in ")
        assert done.stdout.count("\n") == 1


def test_what_is_left_for_the_worker_is_said(scene: Scene) -> None:
    with scene:
        scene.furnish()
        end = scene.log.end_of_log()
        done = CliRunner().invoke(app, ["rebuild"])
    assert done.stdout.splitlines()[1] == (
        f"They have yet to show {end} newer events: the worker of `ringlog serve` applies them."
    )


def test_a_database_that_is_away_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGLOG_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nowhere")
    monkeypatch.setenv("RINGLOG_JWT_KEY", "a secret that is long enough to sign with")
    failed = CliRunner().invoke(app, ["rebuild"])
    assert failed.exit_code == 1
    assert failed.stderr.startswith("The views were not rebuilt, and are as they were: ")
