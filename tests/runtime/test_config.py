"""The configuration: read once, refused in sentences, and silent about secrets."""

import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from ringlog.cli.serve import _with_introspection
from runtime.config import Config, WrongSettings, read_config

SECRET = "a shared secret of at least 32 bytes"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("RINGLOG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RINGLOG_DATA_FOLDER", str(tmp_path / "data"))


def refused(**settings: str) -> list[str]:
    """The sentences with which a start on these settings is refused."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(f"RINGLOG_{name}", value)
        with pytest.raises(WrongSettings) as refusal:
            read_config()
    assert str(refusal.value) == "\n".join(refusal.value.problems)
    return list(refusal.value.problems)


def test_nothing_has_to_be_set() -> None:
    config = read_config()
    assert (config.database_url, config.host, config.port, config.jwt_audience) == (None, "127.0.0.1", 8080, "ringlog")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("calls.example.org", "http://calls.example.org:8080"),
        ("2001:db8::7", "http://[2001:db8::7]:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("::", "http://[::1]:8080"),
    ],
)
def test_links_begin_with_an_address_that_can_be_opened(host: str, url: str) -> None:
    assert Config.model_validate({"host": host}).base_url() == url
    assert Config.model_validate({"host": host, "public_url": "https://c.example"}).base_url() == "https://c.example"


def test_every_wrong_setting_is_named_with_what_to_do_about_it() -> None:
    assert refused(
        HOST=" ", PORT="80a", MAX_REQUEST_BYTES="12", INTROSPECTION="maybe", LOG_LEVEL="loud", JWT_ALGORITHM="none"
    ) == [
        "RINGLOG_HOST is empty: give it a value, or leave it unset.",
        'RINGLOG_PORT is "80a": give a whole number from 1 to 65535.',
        'RINGLOG_MAX_REQUEST_BYTES is "12": give a whole number from 1024 to 67108864.',
        'RINGLOG_INTROSPECTION is "maybe": give true or false.',
        'RINGLOG_LOG_LEVEL is "loud": give debug, info, warning or error.',
        'RINGLOG_JWT_ALGORITHM is "none": give HS256, RS256, ES256 or EdDSA.',
    ]


@pytest.mark.parametrize("name", ["two words", "a+b", "tab\tbed"])
def test_a_log_isnt_called_what_no_key_can_be_called(name: str) -> None:
    assert refused(LOG_ORIGIN=name) == [
        'RINGLOG_LOG_ORIGIN is no name of a log: give one without spaces and "+", like calls.example.org/log.'
    ]


def test_a_misspelt_setting_is_refused_with_the_one_probably_meant() -> None:
    assert refused(PROT="80") == ["RINGLOG_PROT is no setting: did you mean RINGLOG_PORT?"]
    assert refused(ZZZ="1") == ["RINGLOG_ZZZ is no setting: unset it; `ringlog serve --help` lists what there is."]


def test_ice_servers_are_told_apart_and_checked() -> None:
    assert refused(STUN_SERVERS="stun:a.example:1, https://b.example") == [
        'RINGLOG_STUN_SERVERS has "https://b.example", which is not a STUN server: write stun:stun.example.org:3478.'
    ]
    assert refused(TURN_SERVERS="turn:user:secret@a.example") == [
        'RINGLOG_TURN_SERVERS has "turn:user:secret@a.example", which is not a TURN server: '
        "write turn:turn.example.org:3478."
    ]


def test_the_media_host_is_a_name_or_an_address() -> None:
    assert refused(ICE_HOST="https://a.example", MEDIA_UDP_PORT="65536") == [
        'RINGLOG_MEDIA_UDP_PORT is "65536": give a whole number from 1 to 65535.',
        'RINGLOG_ICE_HOST is "https://a.example", which is not a host: '
        "give a name or an IP address, with neither scheme nor port.",
    ]


@pytest.mark.parametrize(
    "place", ["s3://", "s3://A", "s3://calls?x=1", "s3://calls/../b", "s3:calls", "s3://u:p@calls"]
)
def test_recordings_go_to_a_folder_or_a_bucket(place: str) -> None:
    assert refused(RECORDINGS=place, S3_KEY_ID="id", S3_SECRET_KEY="hunter2") == [
        "RINGLOG_RECORDINGS names no bucket: write it as s3://bucket or s3://bucket/folder."
    ]


def test_what_is_neither_a_folder_nor_a_bucket_keeps_no_recordings() -> None:
    assert refused(RECORDINGS="https://calls.example.org") == [
        "RINGLOG_RECORDINGS is no folder and no bucket: give a folder, or s3://bucket."
    ]
    assert refused(RECORDINGS="s3://calls", S3_ENDPOINT="calls.example.org", S3_KEY_ID="id") == [
        "RINGLOG_S3_ENDPOINT is no web address: give one like https://calls.example.org."
    ]


def test_a_bucket_needs_a_key_and_a_key_a_bucket() -> None:
    assert refused(RECORDINGS="s3://calls/here") == [
        "RINGLOG_S3_KEY_ID is not set: "
        "give the id of a key that may list, read, write and delete in the bucket of RINGLOG_RECORDINGS.",
        "RINGLOG_S3_SECRET_KEY is not set: "
        "give the secret of a key that may list, read, write and delete in the bucket of RINGLOG_RECORDINGS.",
    ]
    assert refused(RECORDINGS="/srv/calls", S3_SECRET_KEY="hunter2") == [
        "RINGLOG_S3_SECRET_KEY is set, but RINGLOG_RECORDINGS names no bucket: "
        "give one like s3://bucket, or unset both."
    ]


def test_proxies_and_origins_are_checked() -> None:
    assert refused(TRUSTED_PROXIES="10.0.0.0/8, proxy.example", MAX_CONNECTIONS="0") == [
        'RINGLOG_MAX_CONNECTIONS is "0": give a whole number from 1 to 1000000.',
        'RINGLOG_TRUSTED_PROXIES has "proxy.example", which is no address or network: give ones like 10.0.0.0/24.',
    ]
    assert refused(ALLOWED_ORIGINS="https://chat.example.org/path") == [
        'RINGLOG_ALLOWED_ORIGINS has "https://chat.example.org/path", which is no web origin: '
        "give ones like https://chat.example.org."
    ]


def test_servers_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGLOG_TURN_SERVERS", "turn:a.example:3478?transport=udp, turns:b.example:5349")
    assert read_config().turn_servers == ("turn:a.example:3478?transport=udp", "turns:b.example:5349")


def test_a_variable_that_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGLOG_PORT", "")
    monkeypatch.setenv("RINGLOG_DATABASE_URL", "")
    assert (read_config().port, read_config().database_url) == (8080, None)


def test_a_signing_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = read_config(), read_config()
    assert first.jwt_key == second.jwt_key
    assert first.jwt_key is not None
    kept = tmp_path / "data" / "jwt.key"
    assert kept.read_text().strip() == first.jwt_key.get_secret_value()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["jwt.key"]


def test_with_a_database_the_key_has_to_be_given() -> None:
    assert refused(DATABASE_URL="postgresql://db.example/ringlog") == [
        "RINGLOG_JWT_KEY is not set: give the HS256 key that your chat product signs bearer tokens with."
    ]


def test_a_key_set_is_enough_and_a_file_has_to_be_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGLOG_DATABASE_URL", "postgresql://db.example/ringlog")
    monkeypatch.setenv("RINGLOG_JWT_KEY_SET", "https://chat.example.org/keys")
    assert read_config().signing_key() is None
    (problem,) = refused(JWT_KEY_SET=str(tmp_path / "none"))
    assert problem.startswith(f"RINGLOG_JWT_KEY_SET at {tmp_path / 'none'} can't be read (FileNotFoundError")


def test_the_schema_may_be_asked_for_only_where_it_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not read_config().introspection
    assert not _with_introspection(Config(introspection=False)).introspection
    assert _with_introspection(Config()).introspection


def test_a_key_that_does_not_fit_its_algorithm_is_refused() -> None:
    pem = "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----"
    assert refused(JWT_KEY="short") == [
        "RINGLOG_JWT_KEY is too short: give at least 32 bytes, such as `openssl rand -base64 48` makes."
    ]
    assert refused(JWT_KEY=pem) == [
        "RINGLOG_JWT_KEY is a PEM key, but RINGLOG_JWT_ALGORITHM is HS256: set that to the key's own."
    ]
    assert refused(JWT_KEY=SECRET, JWT_ALGORITHM="EdDSA") == [
        "RINGLOG_JWT_KEY can't be read as a key for EdDSA: give an Ed25519 key, as PEM."
    ]
    assert refused(JWT_ALGORITHM="RS256") == [
        "RINGLOG_JWT_KEY is not set: give the RS256 key that your chat product signs bearer tokens with."
    ]


def test_a_data_folder_that_cannot_be_written_is_refused() -> None:
    assert refused(DATA_FOLDER="/dev/null/data") == [
        "RINGLOG_DATA_FOLDER is /dev/null/data, where the signing secret can't be kept (Not a directory): "
        "give a folder that may be written."
    ]


def test_secrets_are_neither_shown_nor_repeated_in_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    problems = refused(DATABASE_URL="mysql://ringlog:hunter2@db.example/ringlog", JWT_KEY="hunter2")
    assert problems == [
        "RINGLOG_DATABASE_URL is no PostgreSQL URL: give one like postgresql://user:password@host:5432/database."
    ]
    monkeypatch.setenv("RINGLOG_DATABASE_URL", "postgresql://ringlog:hunter2@db.example/ringlog")
    monkeypatch.setenv("RINGLOG_JWT_KEY", SECRET)
    monkeypatch.setenv("RINGLOG_TURN_SECRET", "hunter2")
    monkeypatch.setenv("RINGLOG_RECORDINGS", "s3://calls")
    monkeypatch.setenv("RINGLOG_S3_KEY_ID", "ringlog")
    monkeypatch.setenv("RINGLOG_S3_SECRET_KEY", "hunter2")
    shown = f"{read_config()!r} {read_config()}"
    assert "hunter2" not in shown
    assert SECRET not in shown


def test_another_process_reads_the_same_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGLOG_STUN_SERVERS", "stun:a.example:1,stun:b.example:2")
    monkeypatch.setenv("RINGLOG_INTROSPECTION", "no")
    monkeypatch.setenv("RINGLOG_RECORDINGS", "s3://calls/here")
    monkeypatch.setenv("RINGLOG_S3_KEY_ID", "ringlog")
    monkeypatch.setenv("RINGLOG_S3_SECRET_KEY", "hunter2")
    config = read_config().on_database("postgresql://postgres:@/ringlog?host=/tmp")
    for name, value in config.environment().items():
        monkeypatch.setenv(name, value)
    assert read_config() == config


def test_a_configuration_never_changes() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read_config().port = 1
