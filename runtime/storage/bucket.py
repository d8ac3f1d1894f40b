"""A bucket of an S3-compatible storage, as it is configured."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import SecretStr

from runtime.config import Config


@dataclass(frozen=True)
class Bucket:
    """Where it is, and the key that may read, write and delete in it."""

    name: str
    prefix: str  # of all names in it; "" for none
    endpoint: str | None  # Amazon's, if None
    region: str
    path_style: bool  # whether its name is in the path of addresses, not in their host
    key_id: str
    secret_key: SecretStr = field(repr=False)


def bucket_of(config: Config) -> Bucket | None:
    """None while recordings are kept in a folder."""
    if config.recordings is None or config.s3_key_id is None or config.s3_secret_key is None:
        return None
    place = urlsplit(config.recordings)
    return Bucket(
        name=place.netloc,
        prefix=place.path.strip("/"),
        endpoint=config.s3_endpoint,
        region=config.s3_region,
        path_style=config.s3_path_style,
        key_id=config.s3_key_id,
        secret_key=config.s3_secret_key,
    )
