"""Samples of stored facts, as every version that ever was wrote them, so that no change makes an old log unreadable.

Of each fact there is one for every value that its fields can have (`variants`).
`python -m tests.event_log.stored_facts` adds what is missing. It never touches one that is there: what was written once
stays as it was written.
"""

import importlib
import json
import pkgutil
from dataclasses import replace

from eventsourcing.utils import get_topic

import domain
from domain.kernel.fact import Fact
from event_log.mapper import FactMapper
from tests.event_log.known_keys import known_sealer
from tests.event_log.leading_there import place_of
from tests.event_log.samples import SAMPLES, Samples, class_version, samples
from tests.event_log.variants import variants

__all__ = ["all_facts", "class_version", "samples"]


def all_facts() -> list[type[Fact]]:
    """Every class of facts that is written out in the domain."""
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    found: list[type[Fact]] = []
    waiting = list(Fact.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if kind.__module__.startswith("domain.") and kind.__name__ != "Event":
            found.append(kind)
    return sorted(set(found), key=get_topic)


def name_of(kind: type[Fact], variant: str) -> str:
    """What the sample of a variant is called, as today's program writes it: "1", "2 reason=timed_out"."""
    version = f"{getattr(kind, 'class_version', 1)}"
    envelope = f"envelope {kind.envelope_version}" if kind.envelope_version > 1 else ""
    return " ".join(filter(None, (version, envelope, variant)))


def today_s() -> Samples:
    """What the program writes today, of everything that facts can say, where it stands in its stream."""
    mapper = FactMapper(known_sealer())
    written: Samples = {}
    for kind in all_facts():
        topic = get_topic(kind)
        stream, version = place_of(topic)
        for variant, fact in variants(kind):
            placed = replace(fact, originator_id=stream, originator_version=version)
            written.setdefault(topic, {})[name_of(kind, variant)] = json.loads(mapper.to_stored_event(placed).state)
    return written


def with_missing(held: Samples, written: Samples) -> Samples:
    """Those held, and what is written that has no name among them."""
    return {topic: written.get(topic, {}) | held.get(topic, {}) for topic in held | written}


if __name__ == "__main__":
    added = with_missing(samples(), today_s())
    SAMPLES.write_text(json.dumps(added, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
