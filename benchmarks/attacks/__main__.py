"""`python -m benchmarks.attacks [WORD …]`: the attacks with one of these words in their names, or all."""

from argparse import ArgumentParser
from pathlib import Path

from benchmarks.attacks import RINGLOG, SECONDS, measure_all, show


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", metavar="WORD")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each attack lasts")
    parser.add_argument("--ringlog", type=Path, default=RINGLOG, help="the command of another checkout")
    given = parser.parse_args()
    show(measure_all(given.ringlog.absolute(), given.seconds, given.only))


if __name__ == "__main__":
    main()
