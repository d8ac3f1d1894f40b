"""A worker that leads publishes checkpoints, whatever witnesses do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from domain.kernel.clock import system_clock
from event_log.application import Ringlog
from proof.checkpoints import published
from proof.checkpoints.checkpoint_file import CheckpointFile
from proof.checkpoints.published import Published
from proof.checkpoints.signers import FileSigner
from proof.notes.policy import Group, Policy, Witness
from runtime.log_checkpoints import Checkpointing
from runtime.storage.folder_storage import FolderStorage
from tests.patience import eventually
from tests.proof.checkpoints.witness import FakeWitness
from worker.process import WorkerProcess

ORIGIN = "calls.example.org/log"


@contextmanager
def working(database_url: str, folder: Path, *witnesses: Witness) -> Iterator[None]:
    names = tuple(each.name for each in witnesses)
    policy = Policy((), dict(zip(names, witnesses, strict=True)), {"any": Group(1, names)}, "any" if names else "none")
    how = Checkpointing(FileSigner(folder / "log.key"), CheckpointFile(folder / "log.checkpoint"), policy, ORIGIN)
    worker = WorkerProcess(database_url, system_clock, FolderStorage(folder), how)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def newest(database_url: str) -> Published | None:
    with psycopg.connect(database_url) as connection:
        return published.newest(connection)


def is_published(database_url: str, log: Ringlog) -> bool:
    found = newest(database_url)
    return found is not None and found.size == log.end_of_log()


def is_witnessed(database_url: str) -> bool:
    found = newest(database_url)
    return found is not None and found.witnessed_at is not None


def test_the_whole_log_is_published_and_witnessed(log: Ringlog, database_url: str, tmp_path: Path) -> None:
    with FakeWitness() as witness:
        witness.now = int(system_clock().timestamp())
        with working(database_url, tmp_path, witness.as_policy_has_it()):
            eventually(lambda: is_published(database_url, log) and is_witnessed(database_url))


def test_a_witness_that_hangs_holds_up_neither_another_nor_what_is_published(
    log: Ringlog, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.checkpoint_rounds.WITNESSES_FIRST", 0.1)
    with FakeWitness("witness.example/w1") as witness, socket.create_server(("127.0.0.1", 0)) as silent:
        witness.now = int(system_clock().timestamp())
        with FakeWitness("witness.example/w2") as hanging:
            mute = replace(hanging.as_policy_has_it(), url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        with working(database_url, tmp_path, mute, witness.as_policy_has_it()):
            eventually(lambda: is_published(database_url, log) and is_witnessed(database_url))


def test_a_worker_that_takes_over_goes_on_with_the_same_key(log: Ringlog, database_url: str, tmp_path: Path) -> None:
    with working(database_url, tmp_path):
        eventually(lambda: is_published(database_url, log))
    first = newest(database_url)
    with working(database_url, tmp_path):
        eventually(lambda: is_published(database_url, log))
    assert newest(database_url) == first
