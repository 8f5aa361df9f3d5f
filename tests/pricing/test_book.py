"""The book as a whole: what is stored on a row for what a client sent."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pricing.conftest import NOVEMBER, request, usd

from gatelight.pricing import book as book_module
from gatelight.pricing import queries
from gatelight.pricing.book import PriceBook
from gatelight.pricing.entries import PriceEntry, TierText
from gatelight.records.database import Database

LITELLM = {"user_api_key_hash": "abc"}


def test_usage_and_cost_of_a_plain_call(book: PriceBook) -> None:
    result = book.price(request(usage_details={"input": 1_000_000, "output": 2_000_000}))
    assert result.usage_details == {"input": 1_000_000, "output": 2_000_000, "total": 3_000_000}
    assert result.cost_details == {
        "input": usd("0.15"),
        "output": usd("1.2"),
        "total": usd("1.35"),
    }
    assert result.total_cost == usd("1.35")
    assert result.cost_source == "computed"
    assert result.price_id == result.model_id == "genai-prices:openai:gpt-4o-mini:2026-10-14"
    assert (result.price_tier_id, result.price_tier_name) == ("standard", "Standard")


def test_the_price_in_force_at_the_start_is_used(book: PriceBook) -> None:
    usage = {"input": 1_000_000}
    june_10_2025 = 1_749_513_600_000_000
    before = book.price(request(model="o3", usage_details=usage, start_time=june_10_2025 - 1))
    after = book.price(request(model="o3", usage_details=usage, start_time=june_10_2025))
    assert (before.total_cost, after.total_cost) == (usd("10"), usd("2"))
    assert before.price_id == "genai-prices:openai:o3:always"
    assert after.price_id == "genai-prices:openai:o3:2025-06-10"


def test_a_large_input_changes_the_tier_of_every_token(book: PriceBook) -> None:
    def price(count: int) -> tuple[Decimal | None, str]:
        usage = {"input": count - 10, "input_cached_tokens": 10}
        result = book.price(request(model="gemini-1.5-pro", usage_details=usage))
        return result.total_cost, result.price_tier_id

    assert price(128_000)[1] == "standard"
    assert price(128_001)[1] == "above-128000"
    at, above = price(128_000)[0], price(128_001)[0]
    assert at is not None
    assert above is not None
    assert above > at * Decimal("1.5")


def test_the_service_tier_of_the_call_chooses_the_tier(book: PriceBook) -> None:
    result = book.price(
        request(
            model="gpt-5",
            usage_details={"input": 1_000_000},
            model_parameters={"service_tier": "flex"},
        )
    )
    assert result.price_tier_id == "service_tier=flex"
    assert result.total_cost == usd("0.625")


def test_a_provided_cost_wins(book: PriceBook) -> None:
    result = book.price(
        request(usage_details={"input": 5}, cost_details={"input": usd("0.5"), "total": usd("1")})
    )
    assert result.cost_details == {"input": usd("0.5"), "total": usd("1")}
    assert (result.total_cost, result.cost_source, result.price_id) == (usd("1"), "provided", "")
    assert result.model_id == "genai-prices:openai:gpt-4o-mini:2026-10-14"


def test_a_provided_zero_is_believed_of_clients(book: PriceBook) -> None:
    result = book.price(request(usage_details={"input": 5}, cost_details={"total": usd("0")}))
    assert (result.total_cost, result.cost_source) == (0, "provided")


def test_litellm_zero_cost_of_a_model_we_know_is_computed(book: PriceBook) -> None:
    result = book.price(
        request(
            usage_details={"input": 1_000_000},
            cost_details={"total": usd("0")},
            metadata=LITELLM,
        )
    )
    assert (result.total_cost, result.cost_source) == (usd("0.15"), "computed")
    assert result.usage_flags == ["zero_cost_not_believed"]
    assert result.usage_convention == "litellm"


def test_litellm_zero_cost_of_an_unknown_model_is_unknown(book: PriceBook) -> None:
    result = book.price(
        request(
            model="house-model",
            usage_details={"input": 5},
            cost_details={"total": usd("0")},
            metadata=LITELLM,
        )
    )
    assert (result.total_cost, result.cost_source, result.cost_details) == (None, "", {})
    assert result.usage_flags == ["zero_cost_not_believed", "no_model_price"]


def test_the_provider_the_gateway_called_decides_the_price(book: PriceBook) -> None:
    def price_id(model: str, full_name: str) -> str:
        metadata = LITELLM | {"litellm_model": full_name}
        return book.price(
            request(model=model, usage_details={"input": 5}, metadata=metadata)
        ).price_id

    assert price_id("gpt-4o-2024-08-06", "azure/eu/gpt-4o-2024-08-06").startswith("litellm:azure:")
    assert price_id("llama-3.3-70b-versatile", "groq/llama-3.3-70b-versatile").startswith(
        "genai-prices:groq:"
    )
    assert price_id("mistral-large-latest", "vllm/mistral-large-latest") == ""


def test_litellm_zero_cost_of_a_cached_answer_is_true(book: PriceBook) -> None:
    result = book.price(
        request(
            usage_details={"input": 5},
            cost_details={"total": usd("0")},
            metadata=LITELLM | {"cache_hit": "True"},
        )
    )
    assert (result.total_cost, result.cost_source) == (0, "provided")


@pytest.mark.parametrize("as_text", [False, True])
def test_litellm_zero_usage_of_a_streamed_response_is_read_from_its_metadata(
    book: PriceBook, as_text: bool
) -> None:
    told: Any = {
        "prompt_tokens": 20,
        "completion_tokens": 7,
        "total_tokens": 27,
        "prompt_tokens_details": {"cached_tokens": 5, "text_tokens": None},
    }
    if as_text:
        told = (
            '{"prompt_tokens":20,"completion_tokens":7,"total_tokens":27,'
            '"prompt_tokens_details":{"cached_tokens":5}}'
        )
    result = book.price(
        request(
            usage_details={"input": 0, "output": 0, "total": 0},
            cost_details={"total": usd("0.1")},
            metadata=LITELLM | {"usage_object": told},
        )
    )
    assert result.usage_details == {
        "input": 15,
        "input_cached_tokens": 5,
        "output": 7,
        "total": 27,
    }
    assert result.usage_flags == ["usage_from_metadata"]


def test_an_unknown_model_has_no_cost(book: PriceBook) -> None:
    result = book.price(request(model="house-model", usage_details={"input": 5}))
    assert (result.total_cost, result.cost_source, result.model_id) == (None, "", "")
    assert result.usage_flags == ["no_model_price"]


def test_usage_from_other_instrumentations_is_named(book: PriceBook) -> None:
    result = book.price(request(usage_details={"input": 5}, source_scope="pydantic-ai"))
    assert result.usage_convention == "otel"


def test_missing_usage_is_counted_with_the_models_tokenizer(book: PriceBook) -> None:
    result = book.price(
        request(
            input='[{"role":"user","content":"hello world"}]',
            output='{"role":"assistant","content":"hello world"}',
        )
    )
    assert result.usage_details == {"input": 9, "output": 2, "total": 11}
    assert result.usage_convention == "tokenizer:o200k_base"
    assert result.usage_flags == []
    assert result.cost_source == "computed"


def test_a_count_with_anothers_tokenizer_is_marked_estimated(book: PriceBook) -> None:
    result = book.price(request(model="claude-sonnet-4-5", input="hello world"))
    assert result.usage_details == {"input": 2, "output": 0, "total": 2}
    assert result.usage_flags == ["estimated"]


@pytest.mark.parametrize(
    "changes",
    [
        {"level": "ERROR"},
        {"type": "SPAN"},
        {"model": "house-model"},
        {"cost_details": {"total": Decimal(1)}},
        {"input": ""},
    ],
)
def test_tokens_are_not_counted(book: PriceBook, changes: dict[str, Any]) -> None:
    result = book.price(request(**({"input": "hello world"} | changes)))
    assert result.usage_details == {}


def test_an_embeddings_lone_total_is_input(book: PriceBook) -> None:
    result = book.price(
        request(type="EMBEDDING", model="text-embedding-3-small", usage_details={"total": 10**6})
    )
    assert result.tokens == {"input": 10**6}
    assert result.total_cost == usd("0.02")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(
    model=st.text(max_size=30) | st.sampled_from(["gpt-4o", "claude-sonnet-4-5", "a/b/c"]),
    usage=st.dictionaries(
        st.text(max_size=10) | st.sampled_from(["input", "total"]), st.integers()
    ),
    costs=st.dictionaries(st.text(max_size=5), st.decimals()),
    metadata=st.dictionaries(
        st.sampled_from(["usage_object", "hidden_params", "cache_hit", "x"]), ANY_JSON
    ),
    parameters=ANY_JSON | st.dictionaries(st.just("service_tier"), ANY_JSON),
    start=st.integers(0, 4_102_444_799_999_999),
)
def test_nothing_a_client_sends_makes_pricing_fail(
    book: PriceBook,
    model: str,
    usage: dict[str, int],
    costs: dict[str, Decimal],
    metadata: dict[str, Any],
    parameters: Any,
    start: int,
) -> None:
    result = book.price(
        request(
            model=model,
            usage_details=usage,
            cost_details=costs,
            metadata=metadata,
            model_parameters=parameters,
            start_time=start,
        )
    )
    for cost in result.cost_details.values():
        assert cost == cost.quantize(Decimal("1e-12"))  # raises beyond 28 digits
    if result.total_cost is not None:
        assert result.cost_details["total"] == result.total_cost


def own_entry(name: str, pattern: str, price: str, **changes: Any) -> PriceEntry:
    values: dict[str, Any] = {
        "id": name,
        "project_id": "project-a",
        "source": "project",
        "source_version": "",
        "provider": "",
        "model": name,
        "match": {"regex": pattern},
        "valid_from": None,
        "daily": None,
        "sequence": 0,
        "tier_texts": [TierText(id=f"{name}-t", name="Standard", prices={"input": price})],
    }
    return PriceEntry(**(values | changes))


def add(database: Database, *entries: PriceEntry) -> None:
    with database.session() as session:
        queries.add_entries(session, entries)
        queries.count_change(session)


def test_a_projects_entries_go_before_the_shared_ones(own_database: Database) -> None:
    made = PriceBook(own_database)
    add(
        own_database,
        own_entry("ours", "(?i)^gpt-4o-mini$", "1"),
        own_entry("newer", "(?i)^gpt-4o-mini$", "2", valid_from=NOVEMBER),
    )
    usage = {"input": 1}

    def price(**changes: Any) -> tuple[str, Decimal | None]:
        result = made.price(request(usage_details=usage, **changes))
        return result.price_id, result.total_cost

    assert price(start_time=NOVEMBER - 1) == ("ours", 1)
    assert price(start_time=NOVEMBER) == ("newer", 2)
    assert price(model="openai/gpt-4o-mini") == ("newer", 2)
    assert price(model="gpt-4o-mini-2024-07-18")[0].startswith("genai-prices:")
    assert price(project_id="project-b")[0].startswith("genai-prices:")


def test_before_a_projects_entry_starts_the_shared_price_holds(own_database: Database) -> None:
    made = PriceBook(own_database)
    add(own_database, own_entry("later", "gpt-4o-mini", "1", valid_from=NOVEMBER))
    result = made.price(request(usage_details={"input": 1}, start_time=NOVEMBER - 1))
    assert result.price_id.startswith("genai-prices:")


def test_a_change_is_seen_after_a_reload_and_by_other_processes(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, elsewhere = PriceBook(own_database), PriceBook(own_database)
    for each in (here, elsewhere):
        assert each.price(request(usage_details={"input": 1})).price_id.startswith("genai")
    add(own_database, own_entry("ours", "gpt-4o-mini", "1"))
    here.reload()
    assert here.price(request(usage_details={"input": 1})).price_id == "ours"
    assert elsewhere.price(request(usage_details={"input": 1})).price_id.startswith("genai")
    monkeypatch.setattr(book_module, "REFRESH_SECONDS", -1.0)
    deadline = time.monotonic() + 30
    while elsewhere.price(request(usage_details={"input": 1})).price_id != "ours":
        assert time.monotonic() < deadline


def test_the_book_goes_on_when_the_record_store_is_gone(
    own_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = PriceBook(own_database)
    made.load()
    monkeypatch.setattr(book_module, "REFRESH_SECONDS", -1.0)
    monkeypatch.setattr(own_database, "reader", lambda: 1 / 0)
    assert made.price(request(usage_details={"input": 1})).total_cost is not None


def test_remembered_names_are_bounded(book: PriceBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_module, "MAX_CACHED_NAMES", 10)
    for number in range(50):
        book.find("project-a", f"never-heard-of-{number}")
    assert book._contents is not None
    assert len(book._contents.names) <= 10
