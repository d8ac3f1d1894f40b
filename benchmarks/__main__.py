"""`python -m benchmarks [NAME …]`: measures everything, or what is named, into `benchmarks/results.json`.

A benchmark is a module here whose `main()` prints a table and returns its measurements, as dictionaries with `name`,
`value`, `unit`, `peer`, `peer_value` and `ratio`; a ratio above 1 is in our favour. Each runs in a process of its own.
"""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"
MEASURE = """
import json, sys
from importlib import import_module
from pathlib import Path
Path(sys.argv[2]).write_text(json.dumps(import_module(f"benchmarks.{sys.argv[1]}").main()))
"""


def benchmarks() -> list[str]:
    modules = (module.name for module in iter_modules([str(FOLDER)]) if module.name != "__main__")
    return [name for name in modules if hasattr(import_module(f"benchmarks.{name}"), "main")]


def measure(name: str) -> list[dict[str, Any]]:
    output = FOLDER / f"results.{name}.json"
    try:
        subprocess.run([sys.executable, "-c", MEASURE, name, str(output)], check=True)
        return list(json.loads(output.read_text()))
    finally:
        output.unlink(missing_ok=True)


def keep(measured: list[dict[str, Any]]) -> None:
    """What was measured now replaces what was measured before under the same name."""
    names = {result["name"] for result in measured}
    before = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    RESULTS.write_text(json.dumps([r for r in before if r["name"] not in names] + measured, indent=2) + "\n")


def main(wanted: list[str]) -> int:
    known = benchmarks()
    if unknown := [name for name in wanted if name not in known]:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(known)}.", file=sys.stderr)
        return 2
    failed = []
    for name in wanted or known:
        try:
            keep(measure(name))
        except subprocess.CalledProcessError:
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
