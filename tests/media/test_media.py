"""Media on a local folder: announced, uploaded, confirmed, read back, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.media.files import (
    API,
    MOMENT,
    PIXEL,
    announce,
    announcement,
    digest,
    media_id,
    put,
    report,
    upload,
)
from tests.store import NOW

from gatelight.core.time import to_iso
from gatelight.settings import Settings

pytestmark = pytest.mark.long


def test_the_three_steps_and_back(client: httpx.Client) -> None:
    announced = announce(client, PIXEL)
    assert announced["mediaId"] == media_id(PIXEL)
    assert announced["uploadUrl"].startswith("http://testserver/api/public/media/")
    assert client.get(f"{API}/{announced['mediaId']}").status_code == 404
    assert put(client, announced["uploadUrl"], PIXEL).status_code == 200
    assert client.patch(f"{API}/{announced['mediaId']}", json=report()).status_code == 200
    read = client.get(f"{API}/{announced['mediaId']}").json()
    url = read.pop("url")
    assert read == {
        "mediaId": media_id(PIXEL),
        "contentType": "image/png",
        "contentLength": len(PIXEL),
        "uploadedAt": MOMENT,
        "urlExpiry": to_iso(NOW + 3600 * 1_000_000),
    }
    assert client.get(url).content == PIXEL
    assert announce(client, PIXEL, traceId="other", observationId="o")["uploadUrl"] is None


def test_files_are_served_so_that_nothing_runs(client: httpx.Client) -> None:
    for content_type, disposition in (
        ("image/png", "inline"),
        ("image/svg+xml", "attachment"),
        ("text/html", "attachment"),
        ("application/javascript", "attachment"),
        ("application/xml", "attachment"),
        ("application/pdf", "inline"),
    ):
        made = upload(client, content_type.encode(), content_type)
        answer = client.get(client.get(f"{API}/{made}").json()["url"])
        assert answer.headers["content-type"].startswith(content_type)
        assert answer.headers["content-disposition"] == disposition
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


def test_parts_of_a_file(client: httpx.Client) -> None:
    """Players seek."""
    made = upload(client, b"0123456789", "audio/wav")
    url = client.get(f"{API}/{made}").json()["url"]
    part = client.get(url, headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"234")


def test_what_was_not_announced_is_not_taken(client: httpx.Client, settings: Settings) -> None:
    url = announce(client, PIXEL)["uploadUrl"]
    other = bytes(len(PIXEL))
    assert put(client, url, PIXEL, "text/html").status_code == 400
    assert put(client, url, other).status_code == 400
    assert put(client, url, other, x_amz_checksum_sha256=digest(PIXEL)).status_code == 400
    assert put(client, url, PIXEL[:-1], x_amz_checksum_sha256=digest(PIXEL)).status_code == 400
    longer = PIXEL + b"x"
    assert put(client, url, longer, x_amz_checksum_sha256=digest(PIXEL)).status_code == 400

    def chunks() -> Any:
        yield PIXEL
        yield b"x" * 100_000

    answer = client.put(url, content=chunks(), headers={"Content-Type": "image/png"})
    assert answer.status_code == 413
    assert client.get(f"{API}/{media_id(PIXEL)}").status_code == 404
    left = [path for path in (settings.data_dir / "media").rglob("*") if path.is_file()]
    assert left == []
    assert put(client, url, PIXEL).status_code == 200


def test_addresses_are_good_for_one_thing(client: httpx.Client, stranger: httpx.Client) -> None:
    made = upload(client, PIXEL)
    url = client.get(f"{API}/{made}").json()["url"]
    parts = urlsplit(url)
    words = {name: values[0] for name, values in parse_qs(parts.query).items()}
    other = upload(stranger, b"other", "text/plain")

    def status(path: str = parts.path, method: str = "GET", **changed: str) -> int:
        return client.request(method, path, params=words | changed).status_code

    assert status() == 200
    assert status(signature="0" * 64) == 403
    assert status(signature="\u00e9") == 403
    assert status(expires="9" * 10) == 403
    assert status(expires="9" * 20) == 403
    assert status(expires="x") == 403
    assert status(project="project-b") == 403
    assert status(f"{API}/{other}/content") == 403
    assert status(method="PUT") == 403
    assert client.get(parts.path).status_code == 401


def test_addresses_expire(client: httpx.Client, settings: Settings) -> None:
    from gatelight.media.signing import signed_url

    made = upload(client, PIXEL)
    project = parse_qs(urlsplit(client.get(f"{API}/{made}").json()["url"]).query)["project"][0]
    second = NOW // 1_000_000
    late = signed_url(settings, "http://testserver", "GET", project, made, second - 1)
    assert client.get(late).status_code == 403
    just = signed_url(settings, "http://testserver", "GET", project, made, second)
    assert client.get(just).status_code == 200


def test_files_stay_in_the_folder(client: httpx.Client, settings: Settings) -> None:
    """The project's id has slashes and dots in it."""
    upload(client, PIXEL)
    folder = settings.data_dir / "media"
    files = [path for path in settings.data_dir.rglob("*") if path.name == media_id(PIXEL)]
    assert len(files) == 1
    assert files[0].parent.parent == folder


def test_two_clients_at_once(client: httpx.Client) -> None:
    first, second = announce(client, PIXEL), announce(client, PIXEL)
    assert put(client, first["uploadUrl"], PIXEL).status_code == 200
    assert put(client, second["uploadUrl"], PIXEL).status_code == 200
    made = first["mediaId"]
    assert client.patch(f"{API}/{made}", json=report()).status_code == 200
    failed = report(503, uploadHttpError="slow down")
    assert client.patch(f"{API}/{made}", json=failed).status_code == 200
    assert client.get(f"{API}/{made}").status_code == 200


def test_failed_uploads_can_be_done_again(client: httpx.Client) -> None:
    made = announce(client, PIXEL)["mediaId"]
    failed = report(403, uploadHttpError="x" * 5000)
    assert client.patch(f"{API}/{made}", json=failed).status_code == 200
    assert client.get(f"{API}/{made}").status_code == 404
    assert announce(client, PIXEL)["uploadUrl"]


def test_a_success_of_which_nothing_arrived_is_refused(client: httpx.Client) -> None:
    made = announce(client, PIXEL)["mediaId"]
    assert client.patch(f"{API}/{made}", json=report()).status_code == 400
    assert client.get(f"{API}/{made}").status_code == 404


def test_unknown_media(client: httpx.Client) -> None:
    assert client.get(f"{API}/{'A' * 22}").status_code == 404
    assert client.patch(f"{API}/{'A' * 22}", json=report()).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"contentLength": 10_001},
        {"contentLength": 0},
        {"contentLength": 2**70},
        {"contentType": "application/x-msdownload"},
        {"sha256Hash": "short"},
        {"sha256Hash": "é" * 44},
        {"field": "elsewhere"},
        {"traceId": None},
        {"datasetId": "both"},
        {"traceId": "a\0b"},
        {"traceId": "x" * 801},
    ],
)
def test_refused_announcements(client: httpx.Client, change: dict[str, Any]) -> None:
    answer = client.post(API, json=announcement(PIXEL) | change)
    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"uploadedAt": None},
        {"uploadedAt": "0001-01-01T00:00:00Z"},
        {"uploadHttpStatus": 2**40},
        {"uploadTimeMs": -1},
        {"uploadHttpError": "\0"},
    ],
)
def test_refused_reports(client: httpx.Client, change: dict[str, Any]) -> None:
    made = announce(client, PIXEL)["mediaId"]
    assert client.patch(f"{API}/{made}", json=report() | change).status_code == 400


def test_the_content_type_announced_last_holds(client: httpx.Client) -> None:
    made = upload(client, PIXEL, "application/octet-stream")
    assert announce(client, PIXEL)["uploadUrl"] is None
    assert client.get(f"{API}/{made}").json()["contentType"] == "image/png"
    assert client.post(API, json=announcement(PIXEL, contentLength=1)).status_code == 400


def test_the_public_address_is_used_when_it_is_set(
    client: httpx.Client, settings: Settings
) -> None:
    settings.public_url = "https://traces.example.com/"
    url = announce(client, PIXEL)["uploadUrl"]
    assert url.startswith("https://traces.example.com/api/public/media/")


def test_another_project_reads_nothing(client: httpx.Client, stranger: httpx.Client) -> None:
    made = upload(client, PIXEL)
    assert stranger.get(f"{API}/{made}").status_code == 404
    assert stranger.patch(f"{API}/{made}", json=report(500)).status_code == 404
    assert announce(stranger, PIXEL)["uploadUrl"], "knowing a digest must not give the file"
    assert stranger.get(f"{API}/{made}").status_code == 404


def test_dataset_items_list_their_media(client: httpx.Client, stranger: httpx.Client) -> None:
    dataset = client.post("/api/public/v2/datasets", json={"name": "set"}).json()
    fields = {"traceId": None, "datasetId": dataset["id"], "datasetItemId": "i"}
    announced = announce(client, PIXEL, **fields)
    assert put(client, announced["uploadUrl"], PIXEL).status_code == 200
    text = f"@@@langfuseMedia:type=image/png|id={announced['mediaId']}|source=bytes@@@"
    absent = f"@@@langfuseMedia:type=image/png|id={'A' * 22}|source=bytes@@@"
    item = {
        "datasetName": "set",
        "id": "i",
        "input": {"it's": [1, text], "7": absent},
        "expectedOutput": text,
        "metadata": {"said": f"see {text}"},
    }
    made = client.post("/api/public/dataset-items", json=item).json()
    places = {(found["field"], found["jsonPath"]) for found in made["mediaReferences"]}
    assert places == {("input", "$['it's'][1]"), ("expectedOutput", "$")}
    found = made["mediaReferences"][0]
    assert found["referenceString"] == text
    assert found["media"]["contentLength"] == len(PIXEL)
    assert client.get(found["media"]["url"]).content == PIXEL
    (listed,) = client.get("/api/public/dataset-items").json()["data"]
    assert listed["mediaReferences"] == made["mediaReferences"]
    assert (
        client.post(API, json=announcement(PIXEL, **fields | {"datasetId": "x"})).status_code == 404
    )
    stranger.post("/api/public/v2/datasets", json={"name": "set"})
    theirs = stranger.post("/api/public/dataset-items", json=item).json()
    assert theirs["mediaReferences"] == []


def test_a_folder_that_cannot_be_written(client: httpx.Client, settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    Path(settings.data_dir / "media").write_text("in the way")
    answer = put(client, announce(client, PIXEL)["uploadUrl"], PIXEL)
    assert answer.status_code == 503
