"""Threads that end together."""

import threading
from collections.abc import Callable, Mapping

import pytest

from runtime import thread_group
from runtime.role_tasks import TaskEnded
from runtime.thread_group import ThreadGroup


def run_together(stop: threading.Event, threads: Mapping[str, Callable[[threading.Event], None]]) -> None:
    with ThreadGroup(stop) as group:
        for name, run in threads.items():
            group.start(name, run)


def test_one_that_fails_ends_the_others_and_is_named() -> None:
    stop, others_ended = threading.Event(), threading.Event()

    def fails(_: threading.Event) -> None:
        raise KeyError("a fact")

    def lasts(told: threading.Event) -> None:
        told.wait()
        others_ended.set()

    with pytest.raises(TaskEnded, match="The projector has ended: KeyError"):
        run_together(stop, {"The leader": lasts, "The projector": fails})
    assert others_ended.is_set()


def test_one_that_returns_too_early_has_ended_too() -> None:
    with pytest.raises(TaskEnded, match="The projector has ended by itself"):
        run_together(threading.Event(), {"The projector": lambda _: None})


def test_told_to_stop_it_waits_for_all_and_raises_nothing() -> None:
    stop, ended = threading.Event(), []

    def lasts(told: threading.Event) -> None:
        told.wait()
        ended.append(1)

    with ThreadGroup(stop) as group:
        group.start("One", lasts)
        group.start("Another", lasts)
        stop.set()
    assert ended == [1, 1]


def test_one_that_hangs_is_left_behind(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(thread_group, "END_WITHIN", 0.01)
    stop, let_go = threading.Event(), threading.Event()

    def hangs(_: threading.Event) -> None:
        let_go.wait()

    with ThreadGroup(stop) as group:
        group.start("The projector", hangs)
        stop.set()
    assert "The projector hangs, and is left behind" in caplog.text
    let_go.set()
