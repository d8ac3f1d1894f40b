"""`ringlog audit search`, as it is shipped, on a log that a worker of its own has indexed."""

import json
import subprocess
from pathlib import Path

import psycopg
import pytest

from event_log.search.criteria import Criteria
from event_log.search.searching import LogSearch
from tests.patience import eventually
from tests.system.every_fact import record_every_fact
from tests.system.role_alone import RoleAlone, environment
from tests.system.running import PATIENCE, RINGLOG

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]


def search(database_url: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [RINGLOG, "audit", "search", *words],
        env=environment(database_url, folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_an_operator_finds_facts_and_finds_who_looked(database_url: str, tmp_path: Path) -> None:
    record_every_fact(database_url)
    log = LogSearch(database_url)
    with RoleAlone("worker", database_url, tmp_path):
        eventually(lambda: bool(log.find(Criteria(kinds=("ringlog.Call.Ended",)), 1).facts), PATIENCE)
        log.close()
        ended = search(database_url, tmp_path, "--kind", "Call.Ended", "--json")
        assert ended.returncode == 0, ended.stderr
        facts = [json.loads(line) for line in ended.stdout.splitlines()]
        assert {fact["topic"] for fact in facts} == {"ringlog.Call.Ended"}
        call = facts[-1]["originator_id"]
        with psycopg.connect(database_url) as connection:
            connection.execute("UPDATE log.events SET state = '{}' WHERE position = %s", (facts[-1]["position"],))
        *others, changed = search(database_url, tmp_path, "--kind", "Call.Ended", "--json").stdout.splitlines()
        assert ([*map(json.loads, others)], json.loads(changed)["position"]) == (facts[:-1], facts[-1]["position"])
        assert "can't be read: ringlog.Call.Ended" in search(database_url, tmp_path, "--kind", "Call.Ended").stdout
        assert "Call.Started" in search(database_url, tmp_path, "--call", call, "--limit", "1000").stdout
        looked = ["--call", call, "--kind", "Inspection.Made"]
        eventually(lambda: "by operator" in search(database_url, tmp_path, *looked).stdout, PATIENCE)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--kind", "Call.Bye"],
            "There are no facts of the kind Call.Bye: `ringlog facts` lists the kinds there are.",
        ),
        (["--since", "yesterday"], "--since yesterday is no time: give one like 2026-11-24T20:33Z."),
        (["--until", "2026-11-24"], "--until 2026-11-24 has no offset from UTC: give a time like 2026-11-24T20:33Z."),
    ],
)
def test_what_cannot_be_looked_for_is_said(database_url: str, tmp_path: Path, words: list[str], sentence: str) -> None:
    refused = search(database_url, tmp_path, *words)
    assert (refused.returncode, refused.stderr.strip()) == (2, sentence)
