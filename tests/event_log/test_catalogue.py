"""The catalogue has every kind of fact, and whoever reads the log has the catalogue."""

import subprocess
import sys
from dataclasses import fields

from eventsourcing.utils import get_topic

from event_log.catalogue import AGGREGATES, facts_of
from tests.event_log.stored_facts import all_facts, samples

RESOLVED_BY_A_READER_ALONE = """
import sys
from event_log import LogReader
from event_log.mapper import fact_class
for topic in sys.argv[1:]:
    assert fact_class(topic).TOPIC == topic
"""

# Beside these, `ringlog events --json` and the log write a fact's fields.
OF_EVERY_EVENT = ("position", "recorded_at", "topic", "class_version", "envelope_version")


def test_it_has_every_fact_that_the_domain_declares() -> None:
    catalogued = [kind for aggregate in AGGREGATES for kind in facts_of(aggregate)]
    assert sorted(catalogued, key=get_topic) == all_facts(), "list the aggregate in event_log/catalogue.py"


def test_a_process_that_only_reads_the_log_knows_every_topic_ever_stored() -> None:
    command = [sys.executable, "-W", "error", "-c", RESOLVED_BY_A_READER_ALONE, *samples()]
    subprocess.run(command, check=True)


def test_no_fact_says_by_a_field_of_its_own_what_the_log_says_of_every_event() -> None:
    for kind in all_facts():
        assert {field.name for field in fields(kind)}.isdisjoint(OF_EVERY_EVENT), kind
