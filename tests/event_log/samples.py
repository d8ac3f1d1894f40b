"""The samples of stored facts that are kept (`stored_facts`), as they are kept."""

import json
from functools import cache
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).with_name("stored_facts.json")

Samples = dict[str, dict[str, dict[str, Any]]]


@cache
def samples() -> Samples:
    """By topic, then by name, the state as it is stored."""
    held: Samples = json.loads(SAMPLES.read_text())
    return held


def class_version(name: str) -> int:
    """Which version of its class wrote the sample of this name."""
    return int(name.split()[0])
