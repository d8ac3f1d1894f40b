"""A worker that is frozen, as paused containers and machines are, is replaced; when it thaws it notices."""

from pathlib import Path

import psycopg
import pytest

from tests.patience import eventually
from tests.people import ADA, CHANNEL, room_id
from tests.projections.running import until_shown
from tests.projections.scene import Scene
from tests.system.role_alone import RoleAlone
from tests.system.running import PATIENCE

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]  # a start takes long on a busy machine

LEADS = "worker: leading"
IN_TRANSACTION = """
    SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'ringlog views' AND wait_event_type = 'Lock'
"""


def test_another_worker_leads_and_the_one_that_thaws_notices(furnished_url: str, tmp_path: Path) -> None:
    with RoleAlone("worker", furnished_url, tmp_path) as frozen:
        frozen.wait_until_it_says(LEADS)
        with RoleAlone("worker", furnished_url, tmp_path) as other:
            frozen.freeze()
            other.wait_until_it_says(LEADS)
            frozen.thaw()
            frozen.wait_until_it_says("worker: starting over")
            assert frozen.log.count(LEADS) == 1
            assert frozen.runs
            assert other.log.count(LEADS) == 1


def test_the_views_go_on_after_a_worker_was_frozen_while_it_applied_facts(furnished_url: str, tmp_path: Path) -> None:
    with RoleAlone("worker", furnished_url, tmp_path) as frozen, Scene(furnished_url) as scene:
        frozen.wait_until_it_says(LEADS)
        with psycopg.connect(furnished_url) as holder, psycopg.connect(furnished_url, autocommit=True) as looking:
            holder.execute("LOCK TABLE views.calls")
            scene.start(CHANNEL, ADA)
            eventually(lambda: looking.execute(IN_TRANSACTION).rowcount > 0, PATIENCE)
            frozen.freeze()
        with RoleAlone("worker", furnished_url, tmp_path):
            until_shown(furnished_url, scene.log.end_of_log())
        frozen.thaw()
        scene.start(room_id("ada-grace"), ADA)
        until_shown(furnished_url, scene.log.end_of_log())
        assert frozen.runs
