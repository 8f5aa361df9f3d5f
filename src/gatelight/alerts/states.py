"""How a group of an alert changes its state: pure rules, no stores."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "alerting", "no_data"]
Operator = Literal[">", ">=", "<", "<="]
WhenEmpty = Literal["keep", "ok", "no_data", "alerting"]

COMPARE: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """`clear` is the value that must be left again before an alert is over: between it and the
    threshold nothing changes, so a value that trembles around the threshold notifies once."""

    operator: Operator
    threshold: float
    clear: float
    confirmations: int
    when_empty: WhenEmpty


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a group is. `streak` checks in a row said `leaning`."""

    state: State
    leaning: State
    streak: int


FRESH = Standing("ok", "ok", 0)


def next_standing(rule: Rule, before: Standing, value: float | None) -> Standing:
    """After a check that found `value` (None: there was nothing to measure)."""
    leaning = _leaning(rule, before.state, value)
    if leaning == before.state:
        return Standing(before.state, leaning, 0)
    streak = before.streak + 1 if leaning == before.leaning else 1
    if streak >= rule.confirmations:
        return Standing(leaning, leaning, 0)
    return Standing(before.state, leaning, streak)


def _leaning(rule: Rule, state: State, value: float | None) -> State:
    if value is None:
        return state if rule.when_empty == "keep" else rule.when_empty
    breaches = COMPARE[rule.operator]
    if breaches(value, rule.threshold):
        return "alerting"
    if state == "alerting" and breaches(value, rule.clear):
        return "alerting"
    return "ok"
