"""Files into a bucket by presigned PUT, through the one way out of the server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from gatelight.outbound.http import RefusedAddress, Unreachable, put_file
from gatelight.settings import Settings

URL_SECONDS = 3600
PUT_SECONDS = 60.0
PART = 1 << 18
_MESSAGE = re.compile(rb"<Code>([^<]*)</Code>(?:.*?<Message>([^<]*)</Message>)?", re.DOTALL)


class BucketError(Exception):
    """The bucket did not take a file; the text says why, in its own words where it has any."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """`endpoint` "" is that of AWS in the region."""

    name: str
    region: str
    endpoint: str
    path_style: bool
    access_key_id: str
    secret_key: str

    def put(self, settings: Settings, key: str, file: IO[bytes], length: int) -> None:
        """Store `length` bytes under `key`. Raises BucketError."""
        try:
            reply = put_file(settings, self._url(key), _parts(file), length, timeout=PUT_SECONDS)
        except (RefusedAddress, Unreachable) as error:
            raise BucketError(str(error)) from error
        if not 200 <= reply.status < 300:
            raise BucketError(f"The bucket answered {reply.status}{_words(reply.body)}")

    def _url(self, key: str) -> str:
        import boto3  # a second of imports that servers without such exports do without
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError

        try:
            client: Any = boto3.session.Session().client(
                "s3",
                endpoint_url=self.endpoint or None,
                region_name=self.region,
                aws_access_key_id=self.access_key_id,
                aws_secret_access_key=self.secret_key,
                config=Config(
                    signature_version="s3v4",
                    s3={"addressing_style": "path" if self.path_style else "virtual"},
                    request_checksum_calculation="when_required",
                ),
            )
            url: str = client.generate_presigned_url(
                "put_object", Params={"Bucket": self.name, "Key": key}, ExpiresIn=URL_SECONDS
            )
        except (BotoCoreError, ValueError) as error:
            raise BucketError(f"The bucket has no address: {error}") from error
        return url


def _parts(file: IO[bytes]) -> Iterator[bytes]:
    while part := file.read(PART):
        yield part


def _words(body: bytes) -> str:
    """What an S3 error says of itself."""
    found = _MESSAGE.search(body)
    if found is None:
        return "."
    return ": " + " ".join(part.decode(errors="replace") for part in found.groups() if part)[:500]
