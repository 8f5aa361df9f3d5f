from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

import pytest
from genai_prices.data import providers
from genai_prices.types import TieredPrices, Usage
from hypothesis import given
from hypothesis import strategies as st

from gatelight.core.time import Micros, from_datetime
from gatelight.pricing.data_files import FILES, entries_of, header_of
from gatelight.pricing.entries import (
    Attribute,
    Facts,
    InputTokens,
    PriceEntry,
    TierText,
    UsageSum,
    by_precedence,
    entry_in_force,
    holds,
)


def entry(name: str, **changes: Any) -> PriceEntry:
    values: dict[str, Any] = {
        "id": name,
        "project_id": None,
        "source": "test",
        "source_version": "1",
        "provider": "p",
        "model": "m",
        "match": {"equals": "m"},
        "valid_from": None,
        "daily": None,
        "sequence": 0,
        "tier_texts": [TierText(id="standard", name="Standard", prices={"input": "1"})],
    }
    return PriceEntry(**(values | changes))


def at(text: str) -> Micros:
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=UTC))


def facts(**changes: Any) -> Facts:
    values: dict[str, Any] = {
        "usage": {},
        "tokens": {},
        "model_parameters": {},
        "metadata": {},
    }
    return Facts(**(values | changes))


def test_the_latest_start_not_after_the_moment_is_in_force() -> None:
    entries = by_precedence(
        [
            entry("always"),
            entry("june", valid_from=at("2025-06-10")),
            entry("later", valid_from=at("2026-01-01")),
        ]
    )

    def name(moment: Micros) -> str:
        found = entry_in_force(entries, moment)
        assert found is not None
        return found.id

    assert name(0) == "always"
    assert name(at("2025-06-10") - 1) == "always"
    assert name(at("2025-06-10")) == "june"
    assert name(at("2025-12-31T23:59:59.999999")) == "june"
    assert name(at("2026-01-01")) == "later"


def test_before_the_first_start_nothing_is_in_force() -> None:
    assert entry_in_force((entry("a", valid_from=at("2025-06-10")),), at("2025-06-09")) is None


def test_a_window_of_the_day_goes_before_the_price_around_it() -> None:
    entries = by_precedence([entry("all day"), entry("peak", daily=(60, 240), sequence=1)])
    names = {
        text: found.id
        for text in ("00:59", "01:00", "03:59", "04:00")
        if (found := entry_in_force(entries, at(f"2026-01-01T{text}")))
    }
    assert names == {"00:59": "all day", "01:00": "peak", "03:59": "peak", "04:00": "all day"}


def test_a_window_may_go_over_midnight() -> None:
    window = entry("night", daily=(23 * 60, 60))
    assert window.in_daily_window(at("2026-01-01T23:30"))
    assert window.in_daily_window(at("2026-01-01T00:30"))
    assert not window.in_daily_window(at("2026-01-01T12:00"))


@pytest.mark.parametrize(
    ("operator", "below", "equal", "above"),
    [
        ("gt", False, False, True),
        ("gte", False, True, True),
        ("lt", True, False, False),
        ("lte", True, True, False),
        ("eq", False, True, False),
        ("neq", True, False, True),
    ],
)
def test_tier_boundaries(operator: Any, below: bool, equal: bool, above: bool) -> None:
    by_size = InputTokens(operator=operator, value=200_000)
    by_keys = UsageSum(pattern="^input", operator=operator, value=200_000)
    for count, expected in ((199_999, below), (200_000, equal), (200_001, above)):
        tokens = {"input": count - 10, "cache_read": 10, "output": 10**6}
        assert holds(by_size, facts(tokens=tokens)) is expected
        usage = {"input": count - 10, "Input_cached": 10, "output": 10**6}
        assert holds(by_keys, facts(usage=usage)) is expected


def test_usage_patterns_can_mind_the_case() -> None:
    usage = {"Input": 5}
    wanted = {"pattern": "input", "operator": "gt", "value": 0}
    assert holds(UsageSum(**wanted, case_sensitive=False), facts(usage=usage))
    assert not holds(UsageSum(**wanted, case_sensitive=True), facts(usage=usage))


def test_attribute_conditions_compare_text() -> None:
    tier = Attribute(source="model_parameters", key="service_tier", values=("flex", "5"))
    assert holds(tier, facts(model_parameters={"service_tier": "flex"}))
    assert holds(tier, facts(model_parameters={"service_tier": 5}))
    assert not holds(tier, facts(model_parameters={"service_tier": "default"}))
    assert not holds(tier, facts(metadata={"service_tier": "flex"}))
    in_metadata = Attribute(source="metadata", key="plan", values=("pro",))
    assert holds(in_metadata, facts(metadata={"plan": "pro"}))


def test_tiers_are_tried_by_priority_and_the_default_last() -> None:
    flex = Attribute(source="metadata", key="plan", values=("flex",))
    big = InputTokens(operator="gt", value=10)
    made = entry(
        "e",
        tier_texts=[
            TierText(id="default", name="d", prices={}),
            TierText(id="big", name="b", prices={}, conditions=[big], priority=2, is_default=False),
            TierText(
                id="both", name="f", prices={}, conditions=[flex, big], priority=1, is_default=False
            ),
        ],
    )
    assert made.tier_for(facts(tokens={"input": 11}, metadata={"plan": "flex"})).id == "both"
    assert made.tier_for(facts(tokens={"input": 11})).id == "big"
    assert made.tier_for(facts(tokens={"input": 10}, metadata={"plan": "flex"})).id == "default"


@pytest.mark.parametrize("name", FILES)
def test_every_shipped_entry_loads(name: str) -> None:
    header = header_of(name)
    assert header.version
    assert "MIT" in header.licence
    seen = set()
    for made in entries_of(name):
        assert made.id not in seen
        seen.add(made.id)
        assert made.source == header.source
        assert made.tiers[-1].stored.is_default
        assert all(not tier.stored.is_default for tier in made.tiers[:-1])
        assert all(price.price >= 0 for tier in made.tiers for price in tier.effective.values())
    assert len(seen) > 2000


@dataclasses.dataclass
class Dated:
    provider: Any
    model: Any
    entries: tuple[PriceEntry, ...]


def dated_models() -> list[Dated]:
    by_model: dict[tuple[str, str], list[PriceEntry]] = {}
    for made in entries_of(FILES[0]):
        by_model.setdefault((made.provider, made.model), []).append(made)
    return [
        Dated(provider, model, by_precedence(by_model[provider.id, model.id]))
        for provider in providers
        for model in provider.models
    ]


DATED = dated_models()


@given(
    st.sampled_from(DATED),
    st.datetimes(datetime(2023, 1, 1), datetime(2027, 12, 31)),
    st.integers(0, 600_000),
    st.integers(0, 100_000),
)
def test_the_shipped_book_prices_as_genai_prices_does(
    dated: Dated, moment: datetime, tokens: int, output: int
) -> None:
    """Dates, windows of the day and tiers, held against the package's own code."""
    moment = moment.replace(tzinfo=UTC)
    prices = dated.model.get_prices(moment)
    if not {"input_mtok", "output_mtok"} <= vars(prices).keys():
        return
    theirs = dated.model.calc_price(
        Usage(input_tokens=tokens, output_tokens=output),
        dated.provider,
        genai_request_timestamp=moment,
    )
    made = entry_in_force(dated.entries, from_datetime(moment))
    assert made is not None
    tier = made.tier_for(facts(tokens={"input": tokens, "output": output}))
    ours = tier.effective["input"].price * tokens + tier.effective["output"].price * output
    per_request = tier.effective.get("requests")
    assert ours + (per_request.price if per_request else 0) == theirs.total_price


@given(st.sampled_from(DATED), st.datetimes(datetime(2026, 10, 1), datetime(2027, 12, 31)))
def test_the_shipped_book_knows_the_variants_of_genai_prices(
    dated: Dated, moment: datetime
) -> None:
    moment = moment.replace(tzinfo=UTC)
    for variant in dated.model.price_variants or ():
        theirs = dated.model.get_prices(moment, variant.when)
        made = entry_in_force(dated.entries, from_datetime(moment))
        assert made is not None
        tier = made.tier_for(facts(model_parameters=variant.when))
        for key, bucket in (("input_mtok", "input"), ("output_mtok", "output")):
            price = getattr(theirs, key)
            if price is not None:
                base = price.base if isinstance(price, TieredPrices) else price
                assert tier.effective[bucket].price * 1_000_000 == base
