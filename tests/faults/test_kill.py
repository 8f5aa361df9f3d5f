"""`kill -9` at random moments loses nothing that was acknowledged and doubles nothing."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.faults.load import Loader, json_batch, otlp_batch
from tests.faults.supervised import SupervisedServer, supervised_server

KILLS = 20
PAGE = 100

pytestmark = pytest.mark.slow


def stored(server: SupervisedServer) -> tuple[Counter[str], dict[str, list[str]]]:
    """How often each trace id is listed, and the observation ids of each trace."""
    seen: Counter[str] = Counter()
    observations: dict[str, list[str]] = {}
    page, pages = 1, 1
    with httpx.Client(base_url=server.url, auth=server.auth, timeout=60) as client:
        while page <= pages:
            answer: dict[str, Any] = client.get(
                "/api/public/traces",
                params={"page": page, "limit": PAGE, "fields": "core,observations"},
            ).json()
            pages = answer["meta"]["totalPages"]
            for trace in answer["data"]:
                seen[trace["id"]] += 1
                observations[trace["id"]] = trace["observations"]
            page += 1
    return seen, observations


def test_kills_under_load_lose_and_double_nothing(tmp_path: Path) -> None:
    chance = random.Random(20261123)
    with supervised_server(tmp_path) as server:
        makers = (json_batch, otlp_batch, json_batch, otlp_batch)
        loaders = [Loader(server.url, server.auth, make) for make in makers]
        for loader in loaders:
            loader.start()
        for _ in range(KILLS):
            pid = server.wait_for_new_process()
            time.sleep(chance.uniform(0.2, 2.0))
            os.kill(pid, signal.SIGKILL)
        server.wait_for_new_process()
        for loader in loaders:
            loader.stop()
        seen, observations = stored(server)

    acknowledged = {
        trace_id: ids for loader in loaders for trace_id, ids in loader.acknowledged.items()
    }
    assert len(acknowledged) > KILLS
    assert not acknowledged.keys() - seen.keys()
    assert set(seen.values()) == {1}
    for trace_id, ids in acknowledged.items():
        assert sorted(observations[trace_id]) == sorted(ids)
    assert not [status for loader in loaders for status in loader.answers if status == 500]
