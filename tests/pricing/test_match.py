from __future__ import annotations

import pytest
from tests.pricing.conftest import NOVEMBER

from gatelight.pricing.book import PriceBook
from gatelight.pricing.match import clause_pattern, compile_clause
from gatelight.pricing.patterns import searcher


def found(book: PriceBook, name: str) -> str | None:
    entry = book.find("project-a", name).at(NOVEMBER)
    return None if entry is None else f"{entry.source}:{entry.provider}:{entry.model}"


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("gpt-4o-mini", "genai-prices:openai:gpt-4o-mini"),
        ("GPT-4o-Mini", "genai-prices:openai:gpt-4o-mini"),
        ("openai/gpt-4o-mini", "genai-prices:openai:gpt-4o-mini"),
        ("gpt-4o-mini-2024-07-18", "genai-prices:openai:gpt-4o-mini"),
        ("gpt-4o-mini-20240718", "genai-prices:openai:gpt-4o-mini"),
        ("my-gateway/openai/gpt-4o-mini", "genai-prices:openai:gpt-4o-mini"),
        ("gpt-4o-2031-05-06", "genai-prices:openai:gpt-4o"),
        ("azure/gpt-4o", "genai-prices:openai:gpt-4o"),
        ("azure/eu/gpt-4o-2024-08-06", "litellm:azure:azure/eu/gpt-4o-2024-08-06"),
        ("anthropic/claude-sonnet-4-5", "genai-prices:anthropic:claude-sonnet-4-5"),
        ("claude-sonnet-4-5-20250929", "genai-prices:anthropic:claude-sonnet-4-5"),
        ("vertex_ai/claude-sonnet-4-5@20250929", "genai-prices:google:claude-sonnet-4-5"),
        (
            "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "genai-prices:aws:regional.anthropic.claude-sonnet-4-5-20250929-v1:0",
        ),
        (
            "bedrock/converse/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
            "genai-prices:aws:regional.anthropic.claude-sonnet-4-5-20250929-v1:0",
        ),
        ("models/gemini-2.5-pro", "genai-prices:google:gemini-2.5-pro"),
        ("gemini/gemini-2.5-pro", "genai-prices:google:gemini-2.5-pro"),
        ("vertex_ai/gemini-2.5-pro", "genai-prices:google:gemini-2.5-pro"),
        (
            "openrouter/anthropic/claude-sonnet-4.5",
            "genai-prices:openrouter:anthropic/claude-sonnet-4.5",
        ),
        ("text-embedding-3-small", "litellm:openai:text-embedding-3-small"),
        ("ft:gpt-4o-2024-08-06:org::id", "litellm:openai:ft:gpt-4o-2024-08-06"),
    ],
)
def test_names_as_clients_send_them(book: PriceBook, name: str, model: str) -> None:
    assert found(book, name) == model


@pytest.mark.parametrize(
    "name", ["", "demo", "/", "///", "gpt-4o/", "a" * 10_000, "ollama/llama3.1:8b", "\ud800"]
)
def test_names_without_a_price(book: PriceBook, name: str) -> None:
    assert found(book, name) is None


def test_a_model_run_at_home_never_gets_the_vendors_price(book: PriceBook) -> None:
    assert found(book, "mistral-large-latest") is not None
    assert found(book, "vllm/mistral-large-latest") is None


def test_a_fine_tuned_model_never_gets_its_bases_price(book: PriceBook) -> None:
    assert found(book, "ft:gpt-4o-mini-that-never-was:org::id") is None


@pytest.mark.parametrize(
    ("clause", "matching", "other"),
    [
        ({"equals": "A-b.1"}, "a-b.1", "a-bx1"),
        ({"starts_with": "claude-"}, "claude-3", "my-claude-3"),
        ({"ends_with": ":free"}, "x:free", "x:free2"),
        ({"contains": "sonnet"}, "a-sonnet-b", "opus"),
        ({"regex": r"^o[134]"}, "o3", "o2"),
        ({"or": [{"equals": "a"}, {"equals": "b"}]}, "b", "c"),
        ({"and": [{"contains": "a"}, {"contains": "b"}]}, "ba", "a"),
    ],
)
def test_match_rules(clause: dict[str, object], matching: str, other: str) -> None:
    rule = compile_clause(clause)
    assert rule(matching)
    assert not rule(other)
    if "and" not in clause:
        pattern = searcher(clause_pattern(clause))
        assert pattern(matching)
        assert not pattern(other)
