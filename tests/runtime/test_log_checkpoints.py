"""How checkpoints are made here, from the environment."""

from pathlib import Path

import pytest

from proof.checkpoints.signers import CommandSigner, FileSigner
from proof.notes.note_signer import NoteSigner
from runtime.config import Config
from runtime.log_checkpoints import PolicyUnusable, checkpointing
from tests.proof.notes.witnessing import witness_key


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data_folder=tmp_path)


def test_without_settings_everything_is_in_the_data_folder_and_nobody_witnesses(config: Config, tmp_path: Path) -> None:
    how = checkpointing(config)
    assert isinstance(how.signer, FileSigner)
    assert how.file.path == tmp_path / "log.checkpoint"
    assert how.policy.quorum == "none"
    key = how.signer.first_key("example.org/log")
    assert (tmp_path / "log.key").read_text().startswith(f"PRIVATE+KEY+example.org/log+{key.id.hex()}+")


def test_a_log_is_called_as_it_is_served(config: Config) -> None:
    public = config.model_copy(update={"public_url": "https://calls.example.org/ringlog"})
    assert checkpointing(public).origin == "calls.example.org/ringlog/log"
    named = public.model_copy(update={"log_origin": "example.org/the-log"})
    assert checkpointing(named).origin == "example.org/the-log"


def test_a_log_that_the_world_cant_reach_gets_a_name_that_no_other_has(config: Config) -> None:
    names = {checkpointing(config).origin for _ in range(5)}
    assert len(names) == 5
    assert all(name.startswith("ringlog.invalid/") for name in names)


def test_a_program_signs_where_one_is_set(config: Config) -> None:
    assert isinstance(checkpointing(config.model_copy(update={"log_signer": "sign-it"})).signer, CommandSigner)


def test_the_policys_file_is_read(config: Config, tmp_path: Path) -> None:
    key = witness_key(NoteSigner.new("witness.example"))
    (tmp_path / "policy").write_text(f"witness W {key} https://witness.example\nquorum W\n")
    how = checkpointing(config.model_copy(update={"log_policy_file": tmp_path / "policy"}))
    assert [each.key for each in how.policy.witnesses.values()] == [key]


def test_a_policy_that_cant_be_used_stops_the_start_with_a_sentence(config: Config, tmp_path: Path) -> None:
    named = config.model_copy(update={"log_policy_file": tmp_path / "policy"})
    with pytest.raises(PolicyUnusable, match=r"RINGLOG_LOG_POLICY_FILE is .*, which can't be read"):
        checkpointing(named)
    (tmp_path / "policy").write_text("quorum W\n")
    with pytest.raises(PolicyUnusable, match=r'is no policy. Line 1 of the policy: "W" isn\'t defined before'):
        checkpointing(named)
