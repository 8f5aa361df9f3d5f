"""Budgets: one for each target and period, with limits that make sense."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from gatelight.budgets import service
from gatelight.errors import InvalidRequest, NotFound
from gatelight.spend.charges import Target
from gatelight.spend.periods import Period
from gatelight.virtual_keys import keys
from gatelight.virtual_keys.fields import KeyFields

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
PROJECT = Target("project", "")


def put(services, target: Target, period: Period = Period.DAY, **limits: str | None):
    given = {"soft_limit": None, "hard_limit": "10"} | limits
    return service.put_budget(
        services,
        "project",
        target,
        period,
        **{name: None if value is None else Decimal(value) for name, value in given.items()},
    )


def test_setting_a_budget_again_changes_it(services) -> None:
    first = put(services, PROJECT)
    assert put(services, PROJECT, hard_limit="20", soft_limit="15").id == first.id
    put(services, PROJECT, Period.MONTH)
    (day, month) = service.list_budgets(services, "project", NOW)
    assert (day.hard_limit, day.soft_limit, day.spent) == (Decimal(20), Decimal(15), Decimal(0))
    assert month.resets_at == datetime(2026, 12, 1, tzinfo=UTC)
    service.delete_budget(services, "project", first.id)
    with pytest.raises(NotFound):
        service.find_budget(services, "project", first.id, NOW)


@pytest.mark.parametrize(
    "limits",
    [
        {"hard_limit": None},
        {"hard_limit": "-1"},
        {"hard_limit": "1e9"},
        {"hard_limit": "NaN"},
        {"hard_limit": "1", "soft_limit": "2"},
    ],
)
def test_limits_that_make_no_sense_are_refused(services, limits) -> None:
    with pytest.raises(InvalidRequest):
        put(services, PROJECT, **limits)


@pytest.mark.parametrize("target", [Target("project", "x"), Target("user", ""), Target("tag", "")])
def test_targets_that_make_no_sense_are_refused(services, target) -> None:
    with pytest.raises(InvalidRequest):
        put(services, target)


@pytest.mark.parametrize("scope", ["key", "user", "team"])
def test_unknown_targets_are_refused(services, scope) -> None:
    with pytest.raises(NotFound):
        put(services, Target(scope, "nobody"))


def test_a_deleted_key_takes_its_budgets_along(services) -> None:
    key, _ = keys.create_key(services, "project", KeyFields(alias="ci"))
    put(services, Target("key", key.id))
    put(services, Target("tag", "blue"))
    keys.delete_key(services, "project", "ci")
    assert [each.target.scope for each in service.list_budgets(services, "project", NOW)] == ["tag"]


def test_a_budget_is_seen_in_its_project_only(services) -> None:
    budget = put(services, PROJECT)
    assert service.list_budgets(services, "other", NOW) == []
    with pytest.raises(NotFound):
        service.delete_budget(services, "other", budget.id)
