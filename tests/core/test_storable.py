from __future__ import annotations

import math
from typing import Any

import pytest

from gatelight.core.json import MAX_DEPTH
from gatelight.core.storable import storable


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


def test_ordinary_values_stay_as_they_are() -> None:
    value = {"a": [1, 2.5, None, True, "ü\0"], "b": {"c": -(2**63)}}
    assert storable(value) == value
    assert storable(nested(MAX_DEPTH)) == nested(MAX_DEPTH)


def test_what_json_has_no_word_for_is_null() -> None:
    assert storable([math.nan, math.inf]) == [None, None]


@pytest.mark.parametrize("value", ["\ud800", {"\ud800": 1}, 2**64, nested(MAX_DEPTH + 1)])
def test_what_the_encoder_refuses_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="JSON"):
        storable({"a": value} if not isinstance(value, list) else value)
