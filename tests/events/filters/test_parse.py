from __future__ import annotations

import json
from typing import Any

import pytest

from gatelight.errors import InvalidRequest
from gatelight.events.filters import Filter, parse_filters
from gatelight.events.filters.parse import MAX_FILTERS
from gatelight.events.filters.registry import FILTER_TYPES

GOOD = {"type": "string", "column": "name", "operator": "=", "value": "x"}


@pytest.mark.parametrize("text", [None, "", "  ", "[]"])
def test_no_filters(text: str | None) -> None:
    assert parse_filters(text) == []


def test_a_filter() -> None:
    assert parse_filters(json.dumps([GOOD])) == [Filter("string", "name", "=", "x")]


def test_filters_of_the_users_screen_are_passed_over() -> None:
    screen = {"type": "positionInTrace", "column": "x", "operator": "=", "value": 1}
    assert parse_filters(json.dumps([screen, GOOD])) == [Filter("string", "name", "=", "x")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not valid JSON"),
        ("[" * 5000, "not valid JSON"),
        ('{"a": 1}', "expected a JSON array"),
        ("null", "expected a JSON array"),
        ("[1]", r"filter\[0\] must be an object"),
        (json.dumps([GOOD] * (MAX_FILTERS + 1)), "more than 100"),
    ],
)
def test_text_that_is_no_list_of_conditions(text: str, message: str) -> None:
    with pytest.raises(InvalidRequest, match=message):
        parse_filters(text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"type": "strin"}, r'filter\[0\].type "strin" is unknown; known types: datetime, string'),
        ({"type": None}, r"filter\[0\].type must be a non-empty string"),
        ({"type": ["string"]}, r"filter\[0\].type must be a non-empty string"),
        ({"column": ""}, r"filter\[0\].column must be a non-empty string"),
        ({"operator": "like"}, r'filter\[0\].operator "like" is not an operator of type string'),
        ({"value": 5}, r"filter\[0\].value must be a string"),
        ({"type": "number", "value": "5"}, r"filter\[0\].value must be a number"),
        ({"type": "number", "value": True}, r"filter\[0\].value must be a number"),
        ({"type": "boolean", "value": "true"}, r"filter\[0\].value must be true or false"),
        (
            {"type": "stringOptions", "operator": "any of", "value": []},
            "a list of at least one string",
        ),
        ({"type": "arrayOptions", "operator": "any of", "value": [1]}, "a list of strings"),
        (
            {"type": "datetime", "operator": ">", "value": "2024-01-01T00:00:00"},
            "an ISO 8601 time with a zone",
        ),
        ({"type": "datetime", "operator": ">", "value": "soon"}, "an ISO 8601 time"),
        ({"type": "stringObject"}, r"filter\[0\].key must be a non-empty string"),
        ({"type": "stringObject", "key": 4}, r"filter\[0\].key must be a non-empty string"),
    ],
)
def test_what_is_wrong_is_said(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRequest, match=message):
        parse_filters(json.dumps([GOOD | change]))


STRING = (
    "=",
    "contains",
    "starts with",
    "ends with",
    "does not contain",
    "does not start with",
    "does not end with",
    "matches",
)


def test_every_type_of_the_wire_is_known() -> None:
    assert {name: kind.operators for name, kind in FILTER_TYPES.items()} == {
        "datetime": (">", "<", ">=", "<="),
        "string": STRING,
        "number": ("=", ">", "<", ">=", "<="),
        "stringOptions": ("any of", "none of"),
        "categoryOptions": ("any of", "none of"),
        "arrayOptions": ("any of", "none of", "all of"),
        "stringObject": (*STRING, "<>"),
        "numberObject": ("=", ">", "<", ">=", "<="),
        "booleanObject": ("=", "<>"),
        "boolean": ("=", "<>"),
        "null": ("is null", "is not null"),
        "search": ("contains", "does not contain"),
    }
