"""Remarks are kept for their project, and bad ones are refused with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.whole_app import WholeApp, whole_app

PATH = "/api/public/feedback"
REMARK = {
    "targetType": "mcp-tool",
    "target": "queryMetrics",
    "feedback": "The error does not say which dimension is unknown.",
    "goal": None,
    "referenceUrl": "https://example.com/notes",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder: Path = tmp_path_factory.mktemp("data")
    with whole_app(folder) as running:
        yield running


def test_a_remark_is_kept(app: WholeApp) -> None:
    sent = app.post(PATH, REMARK)
    assert sent.status_code == 201
    listed = app.get(PATH).json()
    assert listed["meta"]["totalItems"] == 1
    assert listed["data"][0].pop("createdAt")
    assert listed["data"] == [REMARK | sent.json()]


@pytest.mark.parametrize(
    "change",
    [
        {"targetType": "planet"},
        {"target": ""},
        {"target": "x" * 201},
        {"feedback": "a\x00b"},
        {"feedback": "x" * 3001},
        {"goal": ""},
        {"referenceUrl": "javascript:alert(1)"},
    ],
)
def test_what_is_refused(app: WholeApp, change: dict[str, Any]) -> None:
    answer = app.post(PATH, REMARK | change)
    assert answer.status_code == 400
    assert next(iter(change)) in answer.json()["error"][0]["path"]
