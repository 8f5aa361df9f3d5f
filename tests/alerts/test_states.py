"""The rules of an alert's state, without stores."""

from __future__ import annotations

from typing import Any

import pytest

from gatelight.alerts.states import FRESH, Rule, next_standing


def rule(**more: Any) -> Rule:
    values: dict[str, Any] = {
        "operator": ">",
        "threshold": 10.0,
        "clear": 8.0,
        "confirmations": 1,
        "when_empty": "ok",
    }
    return Rule(**(values | more))


def walk(chosen: Rule, *values: float | None) -> list[str]:
    standing, states = FRESH, []
    for value in values:
        standing = next_standing(chosen, standing, value)
        states.append(standing.state)
    return states


def test_a_value_between_the_thresholds_changes_nothing() -> None:
    assert walk(rule(), 9, 11, 9, 11, 9, 8, 9) == [
        "ok",
        "alerting",
        "alerting",
        "alerting",
        "alerting",
        "ok",
        "ok",
    ]


def test_below_works_the_same_way_round() -> None:
    assert walk(rule(operator="<", clear=12.0), 11, 9, 11, 12, 11) == [
        "ok",
        "alerting",
        "alerting",
        "ok",
        "ok",
    ]


def test_a_state_changes_after_as_many_checks_in_a_row() -> None:
    chosen = rule(confirmations=3)
    assert walk(chosen, 11, 11, 5, 11, 11, 11) == ["ok"] * 5 + ["alerting"]
    assert walk(chosen, 11, 11, 11, 5, 5, 11, 5, 5, 5) == ["ok"] * 2 + ["alerting"] * 6 + ["ok"]


@pytest.mark.parametrize(
    ("when_empty", "states"),
    [
        ("keep", ["alerting", "alerting"]),
        ("ok", ["alerting", "ok"]),
        ("no_data", ["alerting", "no_data"]),
        ("alerting", ["alerting", "alerting"]),
    ],
)
def test_nothing_to_measure_means_what_was_chosen(when_empty: str, states: list[str]) -> None:
    assert walk(rule(when_empty=when_empty), 11, None) == states


def test_data_ends_no_data() -> None:
    assert walk(rule(when_empty="no_data"), None, 5, None, 11) == [
        "no_data",
        "ok",
        "no_data",
        "alerting",
    ]
