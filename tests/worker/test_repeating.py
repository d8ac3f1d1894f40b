"""Work beside the worker's own."""

import threading

import pytest

from tests.patience import eventually
from worker.repeating import repeatedly


def test_what_nobody_expected_is_said_and_the_work_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    rounds: list[int] = []

    def work(_: threading.Event) -> None:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise ValueError("a file of another kind")

    with repeatedly("tidying", work, every=0.01):
        eventually(lambda: len(rounds) > 2)
    assert "worker: tidying didn't get through" in caplog.text
