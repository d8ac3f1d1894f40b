"""Reads and checks the environment."""

import os

from pydantic import SecretStr, ValidationError

from runtime.config.config import Config
from runtime.config.problems import WrongSettings, sentence, storage_problems, unknown_variables
from runtime.config.variables import variable
from runtime.signing.key_set import is_web_address, read_keys
from runtime.signing.signing_key import Algorithm, KeyUnusable, kept_secret


def read_config() -> Config:
    """Raises WrongSettings. Without a database it may make a signing secret."""
    problems = unknown_variables(list(os.environ))
    try:
        config = Config()
    except ValidationError as error:
        raise WrongSettings(*problems, *map(sentence, error.errors())) from None
    problems += storage_problems(config)
    if problems:
        raise WrongSettings(*problems)
    _require_key_set(config)
    return _with_key(config)


def _with_key(config: Config) -> Config:
    try:
        if config.jwt_key is None and config.jwt_key_set is None:
            config = config.model_copy(update={"jwt_key": _kept_key(config)})
        config.signing_key()
    except KeyUnusable as problem:
        raise WrongSettings(f"{variable('jwt_key')} {problem}") from None
    except OSError as problem:
        raise WrongSettings(
            f"{variable('data_folder')} is {config.data_folder}, where the signing secret can't be kept "
            f"({problem.strerror}): give a folder that may be written."
        ) from None
    return config


def _require_key_set(config: Config) -> None:
    """A file is there before the first token; what has a web address may start later than Ringlog."""
    if config.jwt_key_set is not None and not is_web_address(config.jwt_key_set):
        try:
            read_keys(config.jwt_key_set)
        except KeyUnusable as problem:
            raise WrongSettings(f"{variable('jwt_key_set')} {problem}") from None


def _kept_key(config: Config) -> SecretStr:
    if config.database_url is not None or config.jwt_algorithm is not Algorithm.HS256:
        raise KeyUnusable(
            f"is not set: give the {config.jwt_algorithm} key that your chat product signs bearer tokens with."
        )
    return SecretStr(kept_secret(config.data_folder))
