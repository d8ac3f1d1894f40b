"""Who signs checkpoints: keys in a file, or a program that has them, such as one that asks a hardware module."""

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from proof.checkpoints.key_file import LogKeyUnusable, make_key, read_keys
from proof.checkpoints.problem import CannotPublish
from proof.notes.malformed import Malformed
from proof.notes.signed_note import MOST_SIGNATURES, Signature
from proof.notes.verifier_key import VerifierKey

SIGNS_WITHIN = 10.0  # seconds


class Signer(Protocol):
    """Both raise CannotPublish."""

    def first_key(self, origin: str) -> VerifierKey:
        """The public key that a new log begins with; `origin` is its name if there is no key yet."""

    def sign(self, text: str, keys: Sequence[VerifierKey]) -> list[Signature]:
        """The signatures by those of the keys that it has. They aren't verified yet."""


class FileSigner:
    """By keys in a file, which is read each time, so that keys come and go while Ringlog runs."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def first_key(self, origin: str) -> VerifierKey:
        try:
            try:
                return read_keys(self._file)[0].key
            except FileNotFoundError:
                return make_key(self._file, origin).key
        except (LogKeyUnusable, Malformed, OSError) as problem:
            raise CannotPublish(f"This log has no key yet: {problem}") from None

    def sign(self, text: str, keys: Sequence[VerifierKey]) -> list[Signature]:
        try:
            having = read_keys(self._file)
        except FileNotFoundError:
            raise CannotPublish(f"{self._file}, which has the log's key, doesn't exist: {_LOST}") from None
        except (LogKeyUnusable, OSError) as problem:
            raise CannotPublish(str(problem)) from None
        signing = [each for each in having if each.key in keys]
        if not signing:
            wanted = ", ".join(map(str, keys))
            raise CannotPublish(f"{self._file} has no key that signs for this log ({wanted}): {_LOST}")
        return [each.sign(text) for each in signing]


class CommandSigner:
    """By a program: it gets a checkpoint's text on standard input, and answers with lines of signatures."""

    def __init__(self, command: str) -> None:
        """`command`: with its arguments, as a shell splits them."""
        self._command = command

    def first_key(self, origin: str) -> VerifierKey:
        raise CannotPublish(
            f"This log has no key yet: `ringlog audit key add` with the public key of `{self._command}`, "
            f"such as {origin}+…, and checkpoints are signed."
        )

    def sign(self, text: str, keys: Sequence[VerifierKey]) -> list[Signature]:
        lines = self._answer(text).splitlines()
        try:
            signatures = [Signature.parse(line) for line in lines[:MOST_SIGNATURES] if line]
        except Malformed as problem:
            raise CannotPublish(f"`{self._command}` doesn't sign: {problem}") from None
        signing = [each for each in signatures if any(each.is_by(key) for key in keys)]
        if not signing:
            raise CannotPublish(f"`{self._command}` signs with no key of this log: {', '.join(map(str, keys))}.")
        return signing

    def _answer(self, text: str) -> str:
        others = {name: value for name, value in os.environ.items() if not name.upper().startswith("RINGLOG_")}
        try:
            done = subprocess.run(
                shlex.split(self._command),
                input=text.encode(),
                capture_output=True,
                env=others,
                timeout=SIGNS_WITHIN,
                check=False,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired) as problem:
            raise CannotPublish(f"`{self._command}` doesn't sign: {problem}") from None
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip()[-200:]
            raise CannotPublish(f"`{self._command}` doesn't sign: it ended with {done.returncode}. {said}".strip())
        return done.stdout.decode(errors="replace")


_LOST = "restore it; if it is lost, add a key with `ringlog audit key add` and retire the lost one."
