"""Media in a bucket: a real S3-compatible server, spoken to by boto3 and by clients directly."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from tests.bucket import BUCKET
from tests.media.conftest import ClientOf
from tests.media.files import API, PIXEL, announce, digest, media_id, put, report
from tests.ports import free_port

from gatelight.errors import ServiceUnavailable
from gatelight.media.storage import S3Storage
from gatelight.settings import Settings

pytestmark = pytest.mark.slow


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
    with httpx.Client(trust_env=False, timeout=60) as outside:
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
    answer = httpx.get(url, trust_env=False, timeout=60)
    assert (answer.content, answer.headers["content-disposition"]) == (PIXEL, "attachment")


def test_a_wrong_secret(settings: Settings, endpoint: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    with pytest.raises(ServiceUnavailable):
        S3Storage(BUCKET, "", endpoint).write("project/x", PIXEL, "image/png")


def test_a_server_that_is_not_there(settings: Settings) -> None:
    storage = S3Storage(BUCKET, "", f"http://127.0.0.1:{free_port()}")
    with pytest.raises(ServiceUnavailable):
        storage.size("project/x")


def test_removing(settings: Settings, endpoint: str) -> None:
    storage = S3Storage(BUCKET, "removed", endpoint)
    for key in ("mine/a", "mine/b", "mine2/a"):
        storage.write(key, PIXEL, "image/png")
    storage.delete(["mine/a"])
    storage.delete(["mine/a"])
    assert (storage.size("mine/a"), storage.size("mine/b")) == (None, len(PIXEL))
    storage.remove_folder("mine")
    assert (storage.size("mine/b"), storage.size("mine2/a")) == (None, len(PIXEL))
