"""Publishes checkpoints of the log as long as a worker leads, and asks witnesses beside it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from domain.kernel.clock import Clock
from event_log.application import Ringlog
from proof.checkpoints.identity import Identities
from proof.checkpoints.publisher import Publisher
from proof.checkpoints.witness_requests import witness_client
from proof.checkpoints.witness_rounds import WitnessRounds
from runtime.log_checkpoints import Checkpointing
from worker.repeating import repeatedly

EVERY = 1.0  # seconds
WITNESSES_FIRST = 5.0  # seconds, at the most, before the first checkpoint of a worker that begins to lead


@contextmanager
def checkpoint_rounds(database_url: str, log: Ringlog, clock: Clock, how: Checkpointing) -> Iterator[None]:
    """Each witness has a thread of its own: none holds up another, nor what is published."""
    with ExitStack() as stack:
        client = stack.enter_context(witness_client())
        witnesses = [
            WitnessRounds(database_url, witness, how.policy, client, clock)
            for witness in how.policy.witnesses.values()
            if witness.url is not None
        ]
        until = time.monotonic() + WITNESSES_FIRST

        def ask_first() -> None:
            for each in witnesses:
                each.asked.wait(max(0.0, until - time.monotonic()))

        identities = Identities(log, clock, how.signer, lambda: how.origin)
        publisher = Publisher(database_url, identities, how.signer, how.file, how.policy, clock, ask_first)
        for each in witnesses:
            stack.enter_context(repeatedly(f"witness {each.name}", each.run_once, EVERY))
        stack.enter_context(repeatedly("publishing checkpoints", publisher.run_once, EVERY))
        yield
