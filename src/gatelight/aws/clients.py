"""Clients of AWS services: the one place that decides region, patience and retries.

Credentials are found as boto3 finds them: variables, a profile, a task's or instance's role.
"""

from __future__ import annotations

import os
from typing import Any

CONNECT_SECONDS = 3
READ_SECONDS = 30
ATTEMPTS = 3
DEFAULT_REGION = "us-east-1"


def region() -> str:
    """The region of the environment."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION


def client(service: str, *, region_name: str = "", endpoint: str = "", **config: Any) -> Any:
    """A client of `service`; `endpoint` "" is that of AWS. `config` is botocore's."""
    import boto3  # a second of imports that set-ups without AWS do without
    from botocore.config import Config

    return boto3.session.Session().client(
        service,
        region_name=region_name or region(),
        endpoint_url=endpoint or None,
        config=Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"total_max_attempts": ATTEMPTS, "mode": "standard"},
            **config,
        ),
    )


def s3_client(endpoint: str = "") -> Any:
    """S3, or anything that speaks it at `endpoint`."""
    return client(
        "s3",
        endpoint=endpoint,
        signature_version="s3v4",
        s3={"addressing_style": "path"} if endpoint else {},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
