"""Going through the steps of a call by hand: with keys in a terminal, and with lines from anything else."""

import os
import select
import sys
import termios
import tty
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import typer

from event_log.replay import Step

NEXT, BACK, QUIT = ("n", "", " ", "\n", "\r", "\x1b[C"), ("b", "\x1b[D"), ("q", "\x1b", "\x04")
REST_OF_A_KEY = 0.05  # seconds to wait for it


def step_through(steps: Sequence[Step], said: Callable[[Step], str]) -> None:
    """Show the first step, and go on as the keys say. Ends after the last one, and with the input."""
    at = 0
    with _keys() as key:
        while at < len(steps):
            typer.echo(said(steps[at]))
            typer.echo(f"{at + 1} of {len(steps)}: n next, b back, q quit", err=True)
            pressed = key()
            while pressed not in (*NEXT, *BACK, *QUIT):
                typer.echo("That is no key: n goes on, b goes back, q quits.", err=True)
                pressed = key()
            if pressed in QUIT:
                return
            at = max(0, at - 1) if pressed in BACK else at + 1


@contextmanager
def _keys() -> Iterator[Callable[[], str]]:
    """What gives the next key; a terminal passes them on at once meanwhile, and shows none."""
    if not sys.stdin.isatty():
        yield _line
        return
    terminal = sys.stdin.fileno()
    as_it_was = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSADRAIN)
    try:
        yield lambda: _pressed(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, as_it_was)


def _pressed(terminal: int) -> str:
    """Keys such as the arrows are several characters."""
    key = os.read(terminal, 1).decode(errors="replace")
    if key == "\x1b" and select.select([terminal], [], [], REST_OF_A_KEY)[0]:
        key += os.read(terminal, 2).decode(errors="replace")
    return key or "q"


def _line() -> str:
    line = sys.stdin.readline()
    return line.strip() if line else "q"
