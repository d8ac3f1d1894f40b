"""Policies (https://c2sp.org/tlog-policy): which logs and witnesses are known, and whose cosignatures suffice."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from proof.notes.malformed import Malformed
from proof.notes.verifier_key import SignatureType, VerifierKey

NONE = "none"
ALLOWED = frozenset((0x09, 0x0A, *range(0x20, 0x7F), *range(0x80, 0x100)))


@dataclass(frozen=True)
class Witness:
    """`url`: what `/add-checkpoint` is appended to; None where nobody is to ask it."""

    name: str
    key: VerifierKey
    url: str | None


@dataclass(frozen=True)
class Group:
    """It has witnessed what at least `threshold` of its members have: witnesses or groups, by name."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """`quorum`: the name of a witness or group, or "none"."""

    logs: tuple[VerifierKey, ...] = ()
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Raises Malformed, naming the line."""
        if not ALLOWED.issuperset(raw):
            raise Malformed("The policy has control characters.")
        reading = _Reading()
        for number, line in enumerate(raw.decode("utf-8", "surrogateescape").split("\n"), 1):
            words = line.replace("\t", " ").strip(" ").split(" ")
            try:
                reading.take([word for word in words if word])
            except Malformed as problem:
                raise Malformed(f"Line {number} of the policy: {problem}") from None
        if reading.quorum is None:
            raise Malformed("The policy has no line that says the quorum.")
        return cls(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorum)

    def is_met_by(self, cosigned: Collection[VerifierKey]) -> bool:
        """Whether cosignatures of these keys, which were verified, suffice."""
        return self._has_witnessed(self.quorum, frozenset(cosigned))

    def _has_witnessed(self, name: str, cosigned: frozenset[VerifierKey]) -> bool:
        if name == NONE:
            return True
        if name in self.witnesses:
            return self.witnesses[name].key in cosigned
        group = self.groups[name]
        return sum(self._has_witnessed(each, cosigned) for each in group.members) >= group.threshold


class _Reading:
    """What was read of a policy so far."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def take(self, words: list[str]) -> None:
        """A line. Raises Malformed."""
        match words:
            case [] | [""]:
                return
            case [first, *_] if first.startswith("#"):
                return
            case ["log", vkey] | ["log", vkey, _]:
                self._log(vkey)
            case ["witness", name, vkey, *url] if len(url) <= 1:
                self._witness(name, vkey, *url)
            case ["group", name, threshold, *members]:
                self._group(name, threshold, members)
            case ["quorum", name]:
                self._quorum(name)
            case _:
                raise Malformed(f'"{" ".join(words)}" defines no log, witness, group or quorum.')

    def _log(self, vkey: str) -> None:
        key = VerifierKey.parse(vkey)
        if key.type is not SignatureType.ED25519 or key.public in {known.public for known in self.logs}:
            raise Malformed(f"the key of {key.name} is there already, or is none of a log.")
        self.logs.append(key)

    def _witness(self, name: str, vkey: str, url: str | None = None) -> None:
        self._require_new(name)
        key = VerifierKey.parse(vkey)
        if key.type is not SignatureType.COSIGNATURE or key.public in {w.key.public for w in self.witnesses.values()}:
            raise Malformed(f"the key of {key.name} is there already, or is none of a witness.")
        if url is not None and (urlsplit(url).scheme not in ("https", "http") or not urlsplit(url).netloc):
            raise Malformed(f'"{url}" is no web address.')
        self.witnesses[name] = Witness(name, key, url and url.rstrip("/"))

    def _group(self, name: str, threshold: str, members: list[str]) -> None:
        self._require_new(name)
        for each in members:
            self._require_known(each)
            if each in self._members:
                raise Malformed(f"{each} is a member already.")
            self._members.add(each)
        self.groups[name] = Group(_threshold(threshold, len(members)), tuple(members))

    def _quorum(self, name: str) -> None:
        if self.quorum is not None:
            raise Malformed("there is a quorum already.")
        if name != NONE:
            self._require_known(name)
        self.quorum = name

    def _require_new(self, name: str) -> None:
        if name in self.witnesses or name in self.groups or name == NONE:
            raise Malformed(f'"{name}" is there already.')

    def _require_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise Malformed(f'"{name}" isn\'t defined before.')


def _threshold(text: str, members: int) -> int:
    threshold = {"any": 1, "all": members}.get(text, int(text) if text.isascii() and text.isdigit() else 0)
    if not 1 <= threshold <= members:
        raise Malformed(f'"{text}" of {members} members can\'t be a threshold.')
    return threshold
