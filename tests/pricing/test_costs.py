from __future__ import annotations

from decimal import Decimal

import pytest

from gatelight.pricing.buckets import BUCKETS, price_of
from gatelight.pricing.costs import computed_costs, provided_costs
from gatelight.pricing.entries import Tier, TierText


def tier(**prices: str) -> Tier:
    return Tier(TierText(id="t", name="T", prices=prices))


def test_each_usage_key_times_its_price() -> None:
    costs = computed_costs(
        [("prompt_tokens", "input", 1000), ("completion_tokens", "output", 10)],
        tier(input="0.00000015", output="0.0000006"),
        1010,
    )
    assert costs.details == {
        "prompt_tokens": Decimal("0.00015"),
        "completion_tokens": Decimal("0.000006"),
        "total": Decimal("0.000156"),
    }
    assert costs.total == Decimal("0.000156")


def test_decimals_are_exact_where_floats_are_not() -> None:
    costs = computed_costs([("input", "input", 3)], tier(input="0.1"), 3)
    assert costs.total == Decimal("0.3")


@pytest.mark.parametrize(
    ("bucket", "charged_as"),
    [
        ("cache_read", "input"),
        ("cache_write_5m", "input"),
        ("input_audio", "input"),
        ("reasoning", "output"),
        ("output_audio", "output"),
        ("cache_read_audio", "input"),
    ],
)
def test_a_kind_without_its_own_price_is_charged_as_what_it_refines(
    bucket: str, charged_as: str
) -> None:
    prices = {"input": Decimal(1), "output": Decimal(2)}
    found = price_of(bucket, prices)
    assert found is not None
    assert found.priced_as == charged_as
    own = price_of(bucket, prices | {bucket: Decimal(7)})
    assert own is not None
    assert own.price == 7


def test_one_hour_cache_writes_are_not_charged_at_the_five_minute_price() -> None:
    prices = {"input": Decimal(3), "cache_write_5m": Decimal("3.75")}
    assert price_of("cache_write_1h", prices) is None
    costs = computed_costs(
        [("input", "input", 10), ("input_cache_creation_1h", "cache_write_1h", 5)],
        tier(input="3", cache_write_5m="3.75"),
        15,
    )
    assert costs.total is None
    assert costs.flags == ["no_price:cache_write_1h"]
    assert costs.details == {"input": Decimal(30)}


def test_kinds_that_were_not_used_need_no_price() -> None:
    costs = computed_costs(
        [("input", "input", 10), ("input_cache_creation_1h", "cache_write_1h", 0)],
        tier(input="3", cache_write_5m="3.75"),
        10,
    )
    assert costs.total == 30


def test_a_price_for_the_very_usage_key_goes_first() -> None:
    costs = computed_costs([("my_tokens", "unsplit", 4)], tier(my_tokens="2"), 4)
    assert costs.total == 8


def test_a_synonym_in_a_price_list_prices_the_kind() -> None:
    costs = computed_costs(
        [("input_cached_tokens", "cache_read", 4)], tier(input="9", cache_read_input_tokens="2"), 4
    )
    assert costs.total == 8


def test_a_priced_total_is_charged_for_all_units() -> None:
    costs = computed_costs([("input", "input", 10), ("output", "output", 5)], tier(total="0.5"), 15)
    assert costs.total == Decimal("7.5")
    assert costs.details["total"] == Decimal("7.5")
    assert costs.flags == []


def test_a_fee_for_each_request_is_added() -> None:
    costs = computed_costs([("input", "input", 10)], tier(input="1", requests="5"), 10)
    assert costs.details["requests"] == 5
    assert costs.total == 15


def test_every_fallback_is_a_bucket() -> None:
    assert {name for bucket in BUCKETS.values() for name in bucket.fallbacks} <= BUCKETS.keys()


def test_a_provided_total_wins_over_its_parts() -> None:
    costs = provided_costs({"input": Decimal(1), "output": Decimal(2), "total": Decimal(9)})
    assert costs.total == 9


def test_a_provided_cost_without_total_is_summed() -> None:
    costs = provided_costs({"input": Decimal(1), "output": Decimal(2)})
    assert costs.total == 3
    assert costs.details["total"] == 3


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-1", "1e30"])
def test_a_cost_the_store_cannot_hold_is_left_out(bad: str) -> None:
    costs = provided_costs({"input": Decimal(bad), "output": Decimal(2)})
    assert costs.flags == ["cost_out_of_range:input"]
    assert costs.total == 2


def test_costs_fit_the_stores_twelve_decimals() -> None:
    costs = provided_costs({"total": Decimal("0.12345678901234567890")})
    assert costs.total == Decimal("0.123456789012")
