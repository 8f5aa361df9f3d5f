"""`gatelight export` from a real server, its files read back as tables."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyarrow.dataset as ds
import pytest
from tests.server import COMMAND, RunningServer, clean_environment, running_server
from tests.transfer.content import fill

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("server")) as running:
        with httpx.Client(
            base_url=running.url, auth=running.auth, trust_env=False, timeout=60
        ) as client:
            fill(client, 40)
        yield running


def export(server: RunningServer, out: Path, *options: str) -> dict[str, Any]:
    keys = {"LANGFUSE_PUBLIC_KEY": server.public_key, "LANGFUSE_SECRET_KEY": server.secret_key}
    done = subprocess.run(
        [str(COMMAND), "export", "--host", server.url, "--out", str(out), "--json", *options],
        env=clean_environment() | keys,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().split("\n") if line]


def test_parquet_by_day_and_records_as_json_lines(server: RunningServer, tmp_path: Path) -> None:
    told = export(server, tmp_path)
    assert told["rows"] == {
        "traces": 40,
        "observations": 120,
        "scores": 8,
        "prompts": 5,
        "datasets": 2,
        "dataset-items": 119,
        "dataset-runs": 1,
        "score-configs": 3,
        "models": 1,
    }
    table = ds.dataset(tmp_path / "observations", partitioning="hive").to_table()
    assert table.num_rows == 120 == len(set(table["id"].to_pylist()))
    for row in table.select(["start_time", "date"]).to_pylist():
        assert str(row["start_time"].date()) == row["date"]
    prompts = {(row["name"], row["version"]): row for row in lines(tmp_path / "prompts.jsonl")}
    assert prompts["folder/greeting", 4]["prompt"] == "Hello 4"
    assert "@@@langfusePrompt" in prompts["a-composed", 1]["prompt"]
    assert len(lines(tmp_path / "dataset-runs.jsonl")[0]["datasetRunItems"]) == 3
    assert not list(tmp_path.rglob("*.part"))


def test_json_lines_of_some_days_and_going_on(server: RunningServer, tmp_path: Path) -> None:
    wanted = ("--only", "traces", "--format", "jsonl", "--from", "2026-10-02", "--to", "2026-10-04")
    told = export(server, tmp_path, *wanted)
    days = sorted(path.name for path in (tmp_path / "traces").iterdir())
    assert days == ["date=2026-10-02", "date=2026-10-03"]
    rows = [row for path in tmp_path.rglob("*.jsonl") for row in lines(path)]
    assert len(rows) == told["rows"]["traces"]
    assert all(row["timestamp"][:10] in ("2026-10-02", "2026-10-03") for row in rows)
    next(tmp_path.rglob("*.jsonl")).unlink()
    assert len(export(server, tmp_path, *wanted, "--skip-existing")["files"]) == 1
