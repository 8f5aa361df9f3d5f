"""Scheduled exports into a real bucket, by the app's own jobs, read back with boto3."""

from __future__ import annotations

import csv
import gzip
import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import httpx
import pyarrow.parquet as pq
import pytest
from tests.bucket import BUCKET
from tests.whole_app import KEYS, PROJECT, WholeApp, whole_app

from gatelight.projects.keys import create_key

PATH = "/api/public/integrations/blob-storage"
ORGANIZATION_KEYS = ("pk-lf-organization", "sk-lf-organization")
pytestmark = pytest.mark.slow

SECONDS = 120
DAY_1, DAY_2 = "2026-10-01T10:00:00.123Z", "2026-10-02T23:59:59.999Z"


@pytest.fixture(scope="module")
def bucket(endpoint: str) -> Any:
    return boto3.resource(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="access-key",
        aws_secret_access_key="secret-key",
    ).Bucket(BUCKET)


def event(kind: str, time: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"{kind}-{body['id']}", "type": kind, "timestamp": time, "body": body}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, endpoint: str) -> Iterator[WholeApp]:
    folder = tmp_path_factory.mktemp("data")
    with whole_app(folder, outbound_allowed_networks="127.0.0.0/8") as running:
        create_key(running.services, organization_id="org-test", pair=ORGANIZATION_KEYS)
        spans = [
            {"id": f"span-{n}", "traceId": "trace-a", "startTime": start, "input": {"n": n}}
            for n, start in enumerate([DAY_1, DAY_1, DAY_2])
        ]
        now = datetime.now(UTC).isoformat()
        batch = [
            event("trace-create", DAY_1, {"id": "trace-a", "timestamp": DAY_1, "name": "first"}),
            *(event("span-create", DAY_1, span) for span in spans),
            event("span-create", now, {"id": "now", "traceId": "trace-a", "startTime": now}),
        ]
        assert running.post("/api/public/ingestion", {"batch": batch}).json()["errors"] == []
        yield running


def ask(app: WholeApp, method: str, path: str = "", body: Any = None) -> httpx.Response:
    return app.client.request(method, PATH + path, json=body, auth=ORGANIZATION_KEYS)


def wanted(endpoint: str, **more: Any) -> dict[str, Any]:
    return {
        "projectId": PROJECT,
        "type": "S3_COMPATIBLE",
        "bucketName": BUCKET,
        "endpoint": endpoint,
        "region": "us-east-1",
        "accessKeyId": "access-key",
        "secretAccessKey": "secret-key",
        "prefix": "some/",
        "exportFrequency": "hourly",
        "enabled": True,
        "forcePathStyle": True,
        "fileType": "JSONL",
        "exportMode": "FULL_HISTORY",
    } | more


def exported(app: WholeApp, bucket: Any, body: dict[str, Any]) -> dict[str, bytes]:
    """Files in the bucket by key, once the export has run."""
    for row in ask(app, "GET").json()["data"]:
        assert ask(app, "DELETE", f"/{row['id']}").status_code == 200
    bucket.objects.all().delete()
    made = ask(app, "PUT", body=body)
    assert made.status_code == 200, made.text
    assert "secret-key" not in made.text
    deadline = time.monotonic() + SECONDS
    while (status := state(app, made.json()["id"]))["syncStatus"] != "up_to_date":
        assert status["lastError"] is None, status
        assert time.monotonic() < deadline, status
        time.sleep(0.05)
    files = {found.key: found.get()["Body"].read() for found in bucket.objects.all()}
    assert files.pop("some/project-test/gatelight-test.txt")
    return files


def state(app: WholeApp, export_id: str) -> dict[str, Any]:
    found: dict[str, Any] = ask(app, "GET", f"/{export_id}").json()
    return found


def test_json_lines_by_day(app: WholeApp, bucket: Any, endpoint: str) -> None:
    files = exported(app, bucket, wanted(endpoint))
    assert set(files) == {
        "some/project-test/traces/2026-10-01T00-00-00.000000Z.jsonl.gz",
        "some/project-test/observations/2026-10-01T00-00-00.000000Z.jsonl.gz",
        "some/project-test/observations/2026-10-02T00-00-00.000000Z.jsonl.gz",
    }  # and not the span of a moment ago
    lines = gzip.decompress(
        files["some/project-test/observations/2026-10-01T00-00-00.000000Z.jsonl.gz"]
    ).splitlines()
    assert [json.loads(line)["input"] for line in lines] == [{"n": 0}, {"n": 1}]
    (row,) = ask(app, "GET").json()["data"]
    assert row["lastSyncAt"] > "2026-10-03" and row["nextSyncAt"] > row["lastSyncAt"]
    # the same again, and later ones only: nothing older is written a second time
    bucket.objects.all().delete()
    changed = wanted(endpoint, exportFrequency="daily")
    del changed["secretAccessKey"]
    assert ask(app, "PUT", body=changed).json()["lastSyncAt"] is not None


@pytest.mark.parametrize("form", ["JSON", "CSV", "PARQUET"])
def test_forms(app: WholeApp, bucket: Any, endpoint: str, form: str) -> None:
    body = wanted(
        endpoint,
        fileType=form,
        compressed=False,
        exportSource="OBSERVATIONS_V2",
        exportFieldGroups=["core", "basic"],
    )
    files = exported(app, bucket, body)
    assert len(files) == 2
    data = files[f"some/project-test/observations/2026-10-01T00-00-00.000000Z.{form.lower()}"]
    rows: list[dict[str, Any]]
    if form == "JSON":
        rows = json.loads(data)
    elif form == "CSV":
        rows = list(csv.DictReader(io.StringIO(data.decode())))
    else:
        rows = pq.read_table(io.BytesIO(data)).to_pylist()
    assert [row["id"] for row in rows] == ["span-0", "span-1"]
    assert "input" not in rows[0] and "level" in rows[0]


def test_a_wrong_secret(app: WholeApp, endpoint: str) -> None:
    answer = ask(app, "PUT", body=wanted(endpoint, secretAccessKey="another"))
    assert answer.status_code == 400
    assert "403: SignatureDoesNotMatch" in answer.json()["message"]


def test_an_address_inside(app: WholeApp, endpoint: str) -> None:
    answer = ask(app, "PUT", body=wanted("http://10.0.0.1:9000"))
    assert answer.status_code == 400
    assert "GATELIGHT_OUTBOUND_ALLOWED_NETWORKS" in answer.json()["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"type": "AZURE_BLOB_STORAGE"},
        {"endpoint": None},
        {"endpoint": "http://user:pass@example.com"},
        {"prefix": "no-slash"},
        {"prefix": "../"},
        {"region": "a b"},
        {"bucketName": "a/b"},
        {"exportMode": "FROM_CUSTOM_DATE"},
        {"exportMode": "FROM_CUSTOM_DATE", "exportStartDate": "2099-01-01T00:00:00Z"},
        {"exportFieldGroups": ["core"]},
        {"exportSource": "OBSERVATIONS_V2", "exportFieldGroups": ["io"]},
    ],
)
def test_what_is_refused(app: WholeApp, endpoint: str, change: dict[str, Any]) -> None:
    assert ask(app, "PUT", body=wanted(endpoint) | change).status_code == 400


def test_only_with_a_key_of_the_organization(app: WholeApp, endpoint: str) -> None:
    assert app.client.get(PATH, auth=KEYS).status_code == 403
    assert ask(app, "PUT", body=wanted(endpoint, projectId="another")).status_code == 404
    assert ask(app, "GET", "/unknown").status_code == 404
    assert ask(app, "DELETE", "/unknown").status_code == 404


def test_switched_off(app: WholeApp, endpoint: str) -> None:
    start = datetime.now(UTC).isoformat()
    body = wanted(endpoint, enabled=False, exportMode="FROM_CUSTOM_DATE", exportStartDate=start)
    made = ask(app, "PUT", body=body).json()
    assert made["nextSyncAt"] is None
    assert state(app, made["id"])["syncStatus"] == "disabled"
