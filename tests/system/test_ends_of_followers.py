"""A follower of the log that can't go on ends its role with a clear line, and so does nothing half-heartedly."""

import re
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.types.json import Json

from domain.calls.ring import Ring
from tests.people import AT, CAUSE
from tests.system.role_alone import RoleAlone

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine

STRAY = "INSERT INTO log.events SELECT max(position) + 1, %s, 1, %s, %s, now() FROM log.events"
NEWS = "NOTIFY ringlog_log"


def record_what_nobody_knows(database_url: str) -> None:
    """A fact of a topic that this program doesn't have."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(STRAY, (uuid4(), "ringlog.Ring.Teleported", Json({})))
        connection.execute(NEWS)


def record_what_cannot_be_applied(database_url: str) -> None:
    """A fact of a ring that never began."""
    cause = {name: str(value) for name, value in vars(CAUSE).items()}
    with psycopg.connect(database_url, autocommit=True) as connection:
        state = Json({"timestamp": AT.isoformat(), "cause": cause})
        connection.execute(STRAY, (uuid4(), Ring.Dismissed.TOPIC, state))
        connection.execute(NEWS)


def test_a_projector_that_cannot_go_on_ends_the_worker_with_its_leader(furnished_url: str, tmp_path: Path) -> None:
    with RoleAlone("worker", furnished_url, tmp_path) as worker:
        worker.wait_until_it_says("worker: leading")
        record_what_cannot_be_applied(furnished_url)
        assert worker.ended() == 1
        assert "The projector has ended: NoSuchRow" in worker.log


def test_a_leader_that_cannot_go_on_ends_the_worker_with_its_projector(furnished_url: str, tmp_path: Path) -> None:
    with RoleAlone("worker", furnished_url, tmp_path) as worker:
        worker.wait_until_it_says("worker: leading")
        record_what_nobody_knows(furnished_url)
        assert worker.ended() == 1
        assert re.search(r"The (leader|projector) has ended: TopicError", worker.log)


def test_a_media_server_that_cannot_follow_ends(furnished_url: str, tmp_path: Path) -> None:
    with RoleAlone("media", furnished_url, tmp_path) as media:
        media.wait_until_it_says("media: UDP port")
        record_what_nobody_knows(furnished_url)
        assert media.ended() == 1
        assert "the follower of the log has ended: TopicError" in media.log
