"""Every word the decoders know, with values of every wrong kind: nothing but an answer comes."""

from __future__ import annotations

import ast
import json
import random
from pathlib import Path
from typing import Any

import pytest
from tests.ingest.batch.events import SENDER
from tests.ingest.otlp.exports import START_NS, decode

from gatelight import ingest
from gatelight.ingest.batch.decode import decode_batch

TRIES = 12_000
ODD_TEXTS = [
    "",
    "null",
    "NaN",
    "1e999",
    '[1,{"a":[]}]',
    '[[1],{"role":[1],"tool_calls":{"a":1}},{"type":{}}]',
    '{"type":[1],"role":{},"content":[[]],"tools":3,"input":[],"unit":{}}',
]
ODD_ATTRIBUTES: list[dict[str, Any]] = [
    {},
    {"arrayValue": {}},
    {"arrayValue": {"values": [{"stringValue": "a"}, {"intValue": "3"}]}},
    {"kvlistValue": {"values": [{"key": "a", "value": {"intValue": "1"}}]}},
    {"boolValue": True},
    {"intValue": "-5"},
    {"intValue": "9223372036854775807"},
    {"doubleValue": "NaN"},
    {"doubleValue": 1e308},
    {"bytesValue": "AAEC"},
    *({"stringValue": text} for text in ODD_TEXTS),
]
ODD_VALUES = [None, True, 0, -1, 2**63, 10**40, 0.5, 1e300, "\0", *ODD_TEXTS]


def words(folder: str) -> list[str]:
    """The names in the sources of a decoder: its texts, and its fields as the wire spells them."""
    found: set[str] = set()
    for source in (Path(ingest.__file__).parent / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                first, *rest = node.target.id.split("_")
                found.add(first + "".join(part.title() for part in rest))
    return sorted(word for word in found if word and " " not in word and len(word) < 80)


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20_261_126)


def test_attributes(chance: random.Random) -> None:
    names = [*words("conventions"), *words("otlp")]

    def attributes(most: int) -> list[dict[str, Any]]:
        return [
            {"key": chance.choice(names), "value": chance.choice(ODD_ATTRIBUTES)}
            for _ in range(chance.randint(0, most))
        ]

    for _ in range(TRIES):
        span = {
            "traceId": "a" * 32,
            "spanId": "b" * 16,
            "parentSpanId": chance.choice(["", "c" * 16]),
            "name": chance.choice(names),
            "startTimeUnixNano": str(START_NS),
            "endTimeUnixNano": str(START_NS + 1_000_000),
            "attributes": attributes(10),
            "events": [{"name": chance.choice(names), "attributes": attributes(3)}],
        }
        scope = {"scope": {"name": chance.choice(names)}, "spans": [span]}
        export = {"resource": {"attributes": attributes(1)}, "scopeSpans": [scope]}
        decode(json.dumps({"resourceSpans": [export]}).encode(), "json")


def test_events(chance: random.Random) -> None:
    names = words("batch")
    types = [name for name in names if name.endswith(("-create", "-update"))]

    def value(depth: int) -> Any:
        kind = chance.random() if depth else 1
        if kind < 0.25:
            return {chance.choice(names): value(depth - 1) for _ in range(chance.randint(0, 4))}
        if kind < 0.4:
            return [value(depth - 1) for _ in range(chance.randint(0, 3))]
        return chance.choice([*ODD_VALUES, chance.choice(names)])

    for _ in range(TRIES):
        body = {name: value(3) for name in chance.sample(names, 12)}
        body |= {"id": "x", "traceId": "t", "name": "n", "value": 1, "usage": value(3)}
        event = {
            "id": "e",
            "type": chance.choice(types),
            "timestamp": "2026-01-01T00:00:00.000Z",
            "body": body,
        }
        answer = decode_batch(json.dumps({"batch": [event]}).encode(), SENDER).answer
        assert len(answer.successes) + len(answer.errors) == 1
