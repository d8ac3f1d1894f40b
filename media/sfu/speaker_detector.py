"""Who is speaking in a call, from the audio levels that clients put on their packets (RFC 6464)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

SILENT = 127.0  # -dBov
SPEECH = 45.0  # louder than -45 dBov
ATTACK, DECAY = 0.6, 0.15  # how quickly loudness follows a rising and a falling level
HOLD = 4  # rounds a speaker is kept through the pauses between words


@dataclass(slots=True)
class SpeakerDetector:
    """Listens in rounds of some 300 ms, and says only when something has changed."""

    _loudness: dict[UUID, float] = field(default_factory=dict)  # -dBov, smoothed
    _held: dict[UUID, int] = field(default_factory=dict)  # rounds left
    _order: tuple[UUID, ...] = ()

    def hear(self, levels: Mapping[UUID, int | None]) -> tuple[UUID, ...] | None:
        """One round of everybody's latest level (0 loudest to 127), None for who sends nothing.

        Who speaks now, loudest first when they began; None when that is the same people as before.
        """
        for peer_id, level in levels.items():
            self._follow(peer_id, SILENT if level is None else float(level))
        for gone in self._loudness.keys() - levels.keys():
            del self._loudness[gone]
            self._held.pop(gone, None)
        speaking = sorted(self._held, key=lambda peer_id: self._loudness[peer_id])
        if set(speaking) == set(self._order):
            return None
        self._order = tuple(speaking)
        return self._order

    def _follow(self, peer_id: UUID, level: float) -> None:
        before = self._loudness.get(peer_id, SILENT)
        now = before + (level - before) * (ATTACK if level < before else DECAY)
        self._loudness[peer_id] = now
        if level < SPEECH:
            self._held[peer_id] = HOLD
        elif peer_id in self._held:
            self._held[peer_id] -= 1
            if self._held[peer_id] == 0:
                del self._held[peer_id]
