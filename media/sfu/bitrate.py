"""Bits per second, from counters of octets."""

from dataclasses import dataclass


@dataclass(slots=True)
class Bitrate:
    """Bits per second between the last two readings of a counter of octets."""

    bits_per_second: int = 0
    _octets: int = 0
    _at: float = 0.0

    def add(self, octets: int, now: float) -> None:
        """A reading; a counter that went back began anew."""
        if self._at and now > self._at:
            self.bits_per_second = max(0, int((octets - self._octets) * 8 / (now - self._at)))
        self._octets, self._at = octets, now
