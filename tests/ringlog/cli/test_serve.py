"""`ringlog serve`: what it refuses before anything starts, each in a sentence."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ringlog.cli import app
from ringlog.cli.ports import PortTaken, wait_for_ports
from ringlog.file_lock import FileLock
from runtime.config import Config, read_config


def test_wrong_settings_stop_the_start_with_exit_code_2_and_no_traceback(tmp_path: Path) -> None:
    environment = {**os.environ, "RINGLOG_DATA_FOLDER": str(tmp_path), "RINGLOG_MEDIA_UDP_PORT": "0"}
    command = [sys.executable, "-W", "error", "-m", "ringlog.cli", "serve"]
    refused = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (refused.returncode, refused.stdout, refused.stderr) == (
        2,
        "",
        'RINGLOG_MEDIA_UDP_PORT is "0": give a whole number from 1 to 65535.\n',
    )


def test_a_second_one_on_the_same_data_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RINGLOG_DATA_FOLDER", str(tmp_path))
    with FileLock(tmp_path / "serve.lock"):
        refused = CliRunner().invoke(app, ["serve"])
    assert refused.exit_code == 2
    assert refused.stderr == (
        f"Ringlog is already being served from {tmp_path}: "
        "stop that one first, or set RINGLOG_DATA_FOLDER to another folder.\n"
    )


@pytest.mark.parametrize(
    ("setting", "kind"), [("RINGLOG_PORT", socket.SOCK_STREAM), ("RINGLOG_MEDIA_UDP_PORT", socket.SOCK_DGRAM)]
)
def test_a_port_that_another_program_uses_is_named(
    setting: str, kind: socket.SocketKind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RINGLOG_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("RINGLOG_MEDIA_HOST", "127.0.0.1")
    with socket.socket(type=kind) as other:
        other.bind(("127.0.0.1", 0))
        if kind is socket.SOCK_STREAM:
            other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv(setting, str(port))
        config = read_config()
        of_api = setting == "RINGLOG_PORT"
        with pytest.raises(
            PortTaken, match=rf"{setting} is {port}, and 127\.0\.0\.1 can't be listened on there \(Addr"
        ):
            wait_for_ports(config, api=of_api, media=not of_api, within=0)
    wait_for_ports(config, api=of_api, media=not of_api, within=0)


def test_a_media_server_whose_port_is_taken_ends_with_a_sentence(database_url: str) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        settings = {
            "DATABASE_URL": database_url,
            "JWT_KEY": "a shared secret of at least 32 bytes",
            "MEDIA_HOST": "127.0.0.1",
            "MEDIA_UDP_PORT": str(other.getsockname()[1]),
        }
        environment = {**os.environ, **{f"RINGLOG_{name}": value for name, value in settings.items()}}
        command = [sys.executable, "-W", "error", "-m", "ringlog.cli", "serve", "--role", "media"]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"UDP port {settings['MEDIA_UDP_PORT']} of 127.0.0.1 can't be listened on (")
    assert ended.stderr.count("\n") == 1


def test_its_help_names_every_setting() -> None:
    shown = CliRunner().invoke(app, ["serve", "--help"])
    for name in Config.model_fields:
        assert f"RINGLOG_{name.upper()}" in shown.stdout
