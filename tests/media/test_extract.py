"""Base64 in events becomes media, by whatever wire it comes, and reads back as a reference."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.media.files import API, PIXEL, media_id
from tests.whole_app import PROJECT, WholeApp, whole_app

from gatelight.core.patch import ObservationPatch, Origin, Submission
from gatelight.media.extract import has_media
from gatelight.records.tables.media import MediaUse

pytestmark = pytest.mark.long

TIME = "2026-11-23T10:00:00.000Z"
TEXT = base64.b64encode(PIXEL).decode()
URI = f"data:image/png;base64,{TEXT}"


def tag(content_type: str = "image/png", data: bytes = PIXEL) -> str:
    return f"@@@langfuseMedia:type={content_type}|id={media_id(data)}|source=base64_data_uri@@@"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    with whole_app(tmp_path_factory.mktemp("data")) as running:
        yield running


FORMS: list[tuple[Any, Any]] = [
    (URI, tag()),
    (f"look: {URI} and {URI}.", f"look: {tag()} and {tag()}."),
    (
        [{"type": "image_url", "image_url": {"url": URI, "detail": "low"}}],
        [{"type": "image_url", "image_url": {"url": tag(), "detail": "low"}}],
    ),
    (
        {"source": {"type": "base64", "media_type": "image/png", "data": TEXT}},
        {"source": {"type": "base64", "media_type": "image/png", "data": tag()}},
    ),
    (
        {"type": "media", "mime_type": "image/png", "data": TEXT},
        {"type": "media", "mime_type": "image/png", "data": tag()},
    ),
    (
        {"parts": [{"inline_data": {"mime_type": "image/png", "data": TEXT}}]},
        {"parts": [{"inline_data": {"mime_type": "image/png", "data": tag()}}]},
    ),
    (
        {"inlineData": {"mimeType": "image/png", "data": TEXT}, "thought": True},
        {"inlineData": {"mimeType": "image/png", "data": tag()}, "thought": True},
    ),
    (
        {"type": "file", "mediaType": "image/png", "data": TEXT},
        {"type": "file", "mediaType": "image/png", "data": tag()},
    ),
    (
        {"type": "input_audio", "input_audio": {"data": TEXT, "format": "wav"}},
        {"type": "input_audio", "input_audio": {"data": tag("audio/wav"), "format": "wav"}},
    ),
]

LEFT_ALONE: list[Any] = [
    "data:image/png;base64,not base64 at all",
    {"type": "base64", "media_type": "image/png", "data": "é" * 100},
    {"type": "base64", "media_type": 5, "data": TEXT},
    {"type": "base64", "data": TEXT},
    {"inline_data": [TEXT]},
    {"note": "the word base64 alone", "sha": "a" * 64},
    {"type": "base64", "media_type": "image/png", "data": tag()},
]


def observation(app: WholeApp, number: str, **fields: Any) -> dict[str, Any]:
    body = {"id": number, "traceId": f"trace-{number}", "startTime": TIME} | fields
    event = {"id": f"e-{number}", "type": "generation-create", "timestamp": TIME, "body": body}
    answer = app.post("/api/public/ingestion", {"batch": [event]})
    assert answer.json()["errors"] == [], answer.text
    read: dict[str, Any] = app.get(f"/api/public/observations/{number}").json()
    return read


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_every_form_in_every_field(app: WholeApp, number: int) -> None:
    sent, wanted = FORMS[number]
    read = observation(app, f"form-{number}", input=sent, output=sent, metadata={"m": sent})
    assert read["input"] == wanted
    assert read["output"] == wanted
    assert read["metadata"]["m"] == wanted
    found = app.get(f"{API}/{media_id(PIXEL)}").json()
    assert app.client.get(found["url"]).content == PIXEL


@pytest.mark.parametrize("number", range(len(LEFT_ALONE)))
def test_what_is_no_media_stays(app: WholeApp, number: int) -> None:
    sent = LEFT_ALONE[number]
    read = observation(app, f"left-{number}", input=sent, metadata={"m": sent})
    assert read["input"] == sent
    assert read["metadata"]["m"] == sent


def test_json_that_escapes_slashes(app: WholeApp) -> None:
    picture = bytes(range(256)) * 4  # its base64 has slashes
    text = f"data:image/webp;base64,{base64.b64encode(picture).decode()}"
    escaped = json.dumps({"u": text}).replace("/", "\\/")
    body = f'{{"id":"esc","traceId":"t-esc","startTime":"{TIME}","input":{escaped}}}'
    event = f'{{"id":"e","type":"span-create","timestamp":"{TIME}","body":{body}}}'
    app.send("POST", "/api/public/ingestion", f'{{"batch":[{event}]}}'.encode())
    read = app.get("/api/public/observations/esc").json()
    assert read["input"] == {"u": tag("image/webp", picture)}


def test_large_batches_and_traces(app: WholeApp) -> None:
    """Above the size that is decoded beside other requests."""
    picture = b"\x89PNG" + bytes(200_000)
    uri = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    event = {
        "id": "e",
        "type": "trace-create",
        "timestamp": TIME,
        "body": {"id": "big", "input": [uri]},
    }
    app.post("/api/public/ingestion", {"batch": [event]})
    assert app.get("/api/public/traces/big").json()["input"] == [tag("image/png", picture)]


def test_spans(app: WholeApp) -> None:
    span = {
        "traceId": "ab" * 16,
        "spanId": "cd" * 8,
        "name": "s",
        "startTimeUnixNano": "1795600000000000000",
        "endTimeUnixNano": "1795600001000000000",
        "attributes": [
            {"key": key, "value": {"stringValue": value}}
            for key, value in (
                ("langfuse.observation.input", json.dumps(FORMS[2][0])),
                ("langfuse.observation.output", URI),
                ("langfuse.observation.metadata.picture", URI),
            )
        ],
    }
    export = {"resourceSpans": [{"scopeSpans": [{"scope": {"name": "x"}, "spans": [span]}]}]}
    assert app.post("/api/public/otel/v1/traces", export).status_code == 200
    read = app.get(f"/api/public/observations/{'cd' * 8}").json()
    assert read["input"] == FORMS[2][1]
    assert read["output"] == tag()
    assert read["metadata"]["picture"] == tag()
    trace = app.get(f"/api/public/traces/{'ab' * 16}").json()
    assert trace["output"] == tag()


def test_where_media_are_used_is_known(app: WholeApp) -> None:
    observation(app, "used", input=URI)
    with app.services.database.reader() as session:
        uses = session.scalars(
            select(MediaUse).where(
                MediaUse.project_id == PROJECT, MediaUse.observation_id == "used"
            )
        ).all()
    assert [(use.media_id, use.trace_id, use.field) for use in uses] == [
        (media_id(PIXEL), "trace-used", "input")
    ]


def test_unknown_types_are_served_as_bytes(app: WholeApp) -> None:
    data = b"<script>alert(1)</script>" * 4
    uri = f"data:text/x-evil;base64,{base64.b64encode(data).decode()}"
    assert observation(app, "evil", input=uri)["input"] == tag("text/x-evil", data)
    answer = app.client.get(app.get(f"{API}/{media_id(data)}").json()["url"])
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"


def test_nothing_is_lost_when_the_storage_is_down(app: WholeApp, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    before = app.services.settings.media_url
    app.services.settings.media_url = str(tmp_path / "file")
    data = f"data:image/png;base64,{base64.b64encode(PIXEL + b'unseen').decode()}"
    try:
        assert observation(app, "down", input=data)["input"] == data
    finally:
        app.services.settings.media_url = before


def test_it_can_be_turned_off(app: WholeApp) -> None:
    app.services.settings.media_extraction = False
    try:
        assert observation(app, "off", input=URI)["input"] == URI
    finally:
        app.services.settings.media_extraction = True


def test_most_events_are_told_by_a_glance() -> None:
    def submission(**fields: Any) -> Submission:
        patch = ObservationPatch(project_id="p", id="o", event_time=0, fields=fields)  # type: ignore[arg-type]
        return Submission(project_id="p", origin=Origin(), patches=[patch])

    assert not has_media(submission(input="x" * 10_000, metadata={"a": {"b": "c"}}))
    assert not has_media(submission(input='{"media":"base64"}'))
    assert has_media(submission(output=URI))
    assert has_media(submission(metadata={"a": [{"b": URI}]}))
