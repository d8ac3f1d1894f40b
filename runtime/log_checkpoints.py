"""How checkpoints of the log are signed, kept and witnessed here, as it is configured."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from proof.checkpoints.checkpoint_file import CheckpointFile
from proof.checkpoints.signers import CommandSigner, FileSigner, Signer
from proof.notes.malformed import Malformed
from proof.notes.policy import Policy
from runtime.config import PREFIX, Config


class PolicyUnusable(Exception):
    """Nobody can tell from the policy's file who is to witness the log; in a sentence."""


@dataclass(frozen=True)
class Checkpointing:
    """`origin`: the name for a log that has none, nor a key."""

    signer: Signer
    file: CheckpointFile
    policy: Policy
    origin: str


def checkpointing(config: Config) -> Checkpointing:
    """Raises PolicyUnusable."""
    return Checkpointing(
        signer_of(config), CheckpointFile(config.checkpoint_file()), policy(config.log_policy_file), origin(config)
    )


def signer_of(config: Config) -> Signer:
    return FileSigner(config.log_keys_file()) if config.log_signer is None else CommandSigner(config.log_signer)


def origin(config: Config) -> str:
    """What is set; the address that it is served at, where that is the world's; otherwise a name that nobody else has.

    C2SP tlog-tiles, "Parameters".
    """
    if config.log_origin is not None:
        return config.log_origin
    if config.public_url is not None:
        parts = urlsplit(config.public_url)
        return f"{parts.netloc}{parts.path}/log"
    return f"ringlog.invalid/{secrets.token_hex(16)}"


def policy(file: Path | None) -> Policy:
    """Nobody witnesses the log where there is no file. Raises PolicyUnusable."""
    if file is None:
        return Policy()
    try:
        return Policy.parse(file.read_bytes())
    except OSError as problem:
        raise PolicyUnusable(f"{PREFIX}LOG_POLICY_FILE is {file}, which can't be read: {problem.strerror}.") from None
    except Malformed as problem:
        raise PolicyUnusable(f"{PREFIX}LOG_POLICY_FILE is {file}, which is no policy. {problem}") from None
