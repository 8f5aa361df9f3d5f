"""Scores copied from another server keep how and by whom they were made."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gatelight.core.patch import Origin, ScorePatch
from gatelight.ingest.batch.decode import decode_batch
from gatelight.ingest.batch.events import Sender


def fields(body: dict[str, Any], *, scores_only: bool = False) -> dict[str, Any]:
    event = {"id": "e", "type": "score-create", "timestamp": "2026-01-01T00:00:00Z"}
    event["body"] = {"id": "s", "traceId": "t", "name": "n", "value": 1} | body  # type: ignore[assignment]
    sender = Sender("p", Origin("api", "", "", ""), scores_only=scores_only)
    decoded = decode_batch(json.dumps({"batch": [event]}).encode(), sender)
    assert not decoded.answer.errors
    (patch,) = decoded.submission.patches
    assert isinstance(patch, ScorePatch)
    return dict(patch.fields)


@pytest.mark.parametrize("source", ["API", "ANNOTATION", "EVAL"])
def test_source_and_author_are_kept(source: str) -> None:
    found = fields({"source": source, "authorUserId": "ada"})
    assert (found["source"], found["author_user_id"]) == (source, "ada")


@pytest.mark.parametrize("told", ["eval", 5, None, {"a": 1}, ["EVAL"]])
def test_other_words_are_ignored_as_unknown_keys_are(told: Any) -> None:
    found = fields({"source": told, "authorUserId": told if told != "eval" else "x" * 300})
    assert found["source"] == "API" and "author_user_id" not in found


def test_a_public_key_alone_cannot_claim_a_person() -> None:
    found = fields({"source": "ANNOTATION", "authorUserId": "ada"}, scores_only=True)
    assert found["source"] == "API" and "author_user_id" not in found
