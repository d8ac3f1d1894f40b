"""Measurements, each a ratio against a peer in the same run. All that they start has one master key."""

from tests.master_key import hold_master_key

hold_master_key()
