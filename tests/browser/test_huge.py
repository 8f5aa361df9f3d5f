"""An output of 100 MB: more than one request may carry, yet a store may hold it (it came with an
import, or a larger limit). The page shows its beginning, inert, and offers the whole as a file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, expect
from tests.browser.conftest import MANY_LOG_INS, USER, Watched
from tests.server import running_server

pytestmark = pytest.mark.slow

TRACE, OBSERVATION = "2af7651916cd43dd8448eb211c80319c", "02f067aa0ba902b7"
MEGABYTES = 100
_HOSTILE = "<img src=x onerror=alert(1)><script>document.title=1</script> \\u202e "

_FILL = """
import sys, time
from pathlib import Path
from gatelight.events.engine import EventEngine
from gatelight.events.insert import insert_rows
from gatelight.events.rows import ObservationRow, TraceRow
folder, project, trace, id_, megabytes, text = sys.argv[1:]
output = text * (int(megabytes) * 1_000_000 // len(text.encode()) + 1)
now = time.time_ns() // 1000
engine = EventEngine(path=Path(folder) / "events")
engine.migrate()
told = {"project_id": project, "name": "huge", "output": output, "output_preview": output[:300],
        "output_length": len(output), "created_at": now, "updated_at": now, "event_time": now}
insert_rows(
    engine,
    traces=[TraceRow(id=trace, timestamp=now, **told)],
    observations=[ObservationRow(id=id_, trace_id=trace, type="GENERATION", start_time=now,
                                 is_root=True, trace_name="huge", **told)],
)
engine.close()
"""


def test_the_beginning_is_shown_and_the_whole_is_a_download(
    context: BrowserContext, tmp_path: Path
) -> None:
    told = [TRACE, OBSERVATION, str(MEGABYTES), _HOSTILE]
    subprocess.run([sys.executable, "-c", _FILL, str(tmp_path), "project-test", *told], check=True)
    with running_server(tmp_path, MANY_LOG_INS) as server:
        assert context.request.post(f"{server.url}/api/auth/login", data=USER).ok
        watched = Watched(context, server.url)
        page = watched.page
        page.goto(f"{server.url}/langfuse/project/project-test/traces")
        page.get_by_role("link", name="huge").first.click()
        page.goto(f"{page.url}?observation={OBSERVATION}")
        details = page.get_by_role("region", name="Details")
        for tab in ("JSON", "Raw"):
            details.get_by_role("tab", name=tab).click()
            expect(details).to_contain_text("onerror=alert(1)")
        with page.expect_download() as fetched:
            details.get_by_role("link", name=f"{MEGABYTES} MB").click()
        assert Path(fetched.value.path()).stat().st_size >= MEGABYTES * 1_000_000
        assert page.title() != "1"
        assert watched.complaints == []
        refused = httpx.get(f"{server.url}/api/public/traces/{TRACE}", auth=server.auth, timeout=60)
        assert refused.status_code == 422
        assert "/v2/observations" in refused.json()["message"]
