"""Through the whole server: deleted traces and projects take their media along."""

from __future__ import annotations

import base64
from pathlib import Path

from tests.media.files import PIXEL, media_id
from tests.whole_app import KEYS, PROJECT, whole_app

from gatelight.media.storage import key_of
from gatelight.projects.service import delete_project

MEDIA = f"/api/public/media/{media_id(PIXEL)}"


def test_traces_and_projects_take_their_media_along(tmp_path: Path) -> None:
    uri = f"data:image/png;base64,{base64.b64encode(PIXEL).decode()}"
    with whole_app(tmp_path) as app:
        file = app.services.settings.data_dir / "media" / key_of(PROJECT, media_id(PIXEL))
        for trace in ("first", "second", "third"):
            body = {"id": trace, "input": {"image_url": {"url": uri}}}
            event = {"id": f"e-{trace}", "type": "trace-create", "body": body}
            batch = {"batch": [event | {"timestamp": "2026-05-28T20:00:00Z"}]}
            assert app.post("/api/public/ingestion", batch).json()["errors"] == []
        delete = "/api/public/traces"
        app.client.request("DELETE", delete, json={"traceIds": ["first"]}, auth=KEYS)
        assert app.get(MEDIA).status_code == 200
        assert file.read_bytes() == PIXEL
        app.client.request("DELETE", delete, json={"traceIds": ["second", "third"]}, auth=KEYS)
        assert app.get(MEDIA).status_code == 404
        assert not file.exists()
        assert app.post("/api/public/ingestion", batch).json()["errors"] == []
        assert file.exists()
        delete_project(app.services, PROJECT)
        assert not file.exists()
