"""Make the shipped price data: src/gatelight/pricing/data/{genai_prices,litellm}.jsonl.

    python scripts/price_data.py PATH/TO/model_prices_and_context_window.json LITELLM_VERSION

The first file is the data of the installed `genai-prices` package (MIT), made dated and flat. The
second is LiteLLM's price map (MIT), cut down to the models and the price fields the first lacks.
Line 1 of each file says source, version, licence and date; every other line is one entry.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

from genai_prices.data import providers
from genai_prices.types import (
    ClauseAnd,
    ClauseOr,
    ConditionalPrice,
    ModelInfo,
    ModelPrice,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)
from genai_prices.units import _get_registry

from gatelight.pricing.data_files import DATA_DIR, entries_of, providers_of
from gatelight.pricing.match import Catalogue

UNIT_BUCKETS = {
    "input_tokens": "input",
    "output_tokens": "output",
    "cache_read_tokens": "cache_read",
    "cache_write_tokens": "cache_write_5m",
    "cache_write_5m_tokens": "cache_write_5m",
    "cache_write_1h_tokens": "cache_write_1h",
    "input_audio_tokens": "input_audio",
    "output_audio_tokens": "output_audio",
    "cache_audio_read_tokens": "cache_read_audio",
    "input_image_tokens": "input_image",
    "output_image_tokens": "output_image",
    "cache_image_read_tokens": "cache_read_image",
    "input_video_tokens": "input_video",
    "output_video_tokens": "output_video",
    "input_tool_tokens": "input_tool",
    "output_reasoning_tokens": "reasoning",
    "output_citation_tokens": "citation",
    "input_characters": "input_characters",
    "input_text_messages": "input_messages",
    "audio_seconds": "audio_seconds",
    "input_audio_seconds": "input_audio_seconds",
    "output_audio_seconds": "output_audio_seconds",
    "input_pixels": "pixels",
    "input_document_pages": "pages",
    "input_annotated_document_pages": "annotated_pages",
    "rerank_searches": "rerank_searches",
    "web_searches": "web_searches",
    "social_searches": "social_searches",
    "storage_searches": "storage_searches",
    "code_executions": "code_executions",
    "requests": "requests",
}
"""genai-prices usage keys → our buckets. A key the data prices and this table lacks is an error."""


def text(amount: Decimal) -> str:
    return format(amount.normalize(), "f")


def clause(match: Any) -> dict[str, Any]:
    if isinstance(match, ClauseOr):
        return {"or": [clause(part) for part in match.or_]}
    if isinstance(match, ClauseAnd):
        return {"and": [clause(part) for part in match.and_]}
    ((kind, value),) = vars(match).items()
    return {kind: value}


def prices_above(prices: dict[str, Decimal | TieredPrices], threshold: int) -> dict[str, str]:
    """USD per unit by bucket for requests with more than `threshold` input tokens."""
    registry = _get_registry()
    result = {}
    for key, value in prices.items():
        amount: Decimal | None
        if isinstance(value, TieredPrices):
            amount = value.base
            for tier in value.tiers:
                if tier.start <= threshold:
                    amount = tier.price
        else:
            amount = value
        unit = registry.unit_for_price_key(key)
        result[UNIT_BUCKETS[unit.usage_key]] = text(amount / unit.per)
    return result


def given(prices: ModelPrice) -> dict[str, Decimal | TieredPrices]:
    return {key: value for key, value in vars(prices).items() if value is not None}


def tiers_of(
    standard: dict[str, Decimal | TieredPrices],
    variants: list[tuple[dict[str, str], dict[str, Decimal | TieredPrices]]],
) -> list[dict[str, Any]]:
    """The tiers of one entry in the order they are tried; the default one has priority 0."""
    tiers: list[dict[str, Any]] = []
    contexts = [(when, {**standard, **overrides}) for when, overrides in variants]
    for when, prices in [*contexts, ({}, standard)]:
        starts = {
            tier.start
            for value in prices.values()
            if isinstance(value, TieredPrices)
            for tier in value.tiers
        }
        for start in [*sorted(starts, reverse=True), -1]:
            conditions: list[dict[str, Any]] = [
                {
                    "type": "attribute",
                    "source": "model_parameters",
                    "key": key,
                    "values": [value],
                }
                for key, value in when.items()
            ]
            if start >= 0:
                conditions.append({"type": "input_tokens", "operator": "gt", "value": start})
            names = [f"{key}={value}" for key, value in when.items()]
            names += [f"above-{start}"] if start >= 0 else []
            tiers.append(tier(names, conditions, prices_above(prices, start)))
    for priority, made in enumerate(tiers[:-1], 1):
        made["priority"] = priority
    return tiers


def tier(names: list[str], conditions: list[Any], prices: dict[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": ",".join(names) or "standard",
        "name": ", ".join(
            re.sub(r"^above-(\d+)$", lambda m: f"above {int(m[1]):,} input tokens", name)
            for name in names
        )
        or "Standard",
        "prices": prices,
    }
    if conditions:
        made |= {"conditions": conditions, "is_default": False}
    return made


def model_entries(provider_id: str, model: ModelInfo) -> Iterator[dict[str, Any]]:
    """One line for each date at which a price of the model changes, and one for each window of the
    day with its own price."""
    listed = (
        [ConditionalPrice(prices=model.prices)]
        if isinstance(model.prices, ModelPrice)
        else list(model.prices)
    )
    variants = model.price_variants or []
    starts = {
        item.constraint.start_date
        for item in [*listed, *variants]
        if isinstance(item.constraint, StartDateConstraint)
    }
    if any(isinstance(item.constraint, TimeOfDateConstraint) for item in variants):
        raise ValueError(f"{provider_id}/{model.id}: a variant with a daily window")
    dated = [item for item in listed if not isinstance(item.constraint, TimeOfDateConstraint)]
    windows = [item for item in listed if isinstance(item.constraint, TimeOfDateConstraint)]
    if windows and listed[-len(windows) :] != windows:
        raise ValueError(f"{provider_id}/{model.id}: a dated price after a daily window")
    previous: object = None
    for start in [None, *sorted(starts)]:
        moment = datetime.combine(start or date.min, time(), UTC)

        def active(item: Any, moment: datetime = moment) -> bool:
            return item.constraint is None or item.constraint.active(moment)

        base = next((item for item in reversed(dated) if active(item)), dated[0])
        overrides: dict[str, tuple[dict[str, str], dict[str, Any]]] = {}
        for variant in variants:
            if active(variant) and (own := given(variant.prices)):
                _, merged = overrides.setdefault(repr(variant.when), (variant.when, {}))
                merged.update({key: value for key, value in own.items() if key not in merged})
        chosen = list(overrides.values())
        lines = [(None, base.prices), *((item.constraint, item.prices) for item in windows)]
        made = [(window, tiers_of(given(prices), chosen)) for window, prices in lines]
        if made == previous:
            continue
        previous = made
        for window, tiers in made:
            line: dict[str, Any] = {"provider": provider_id, "model": model.id}
            if start:
                line["from"] = start.isoformat()
            if window is not None:
                line["daily"] = [
                    at.hour * 60 + at.minute for at in (window.start_time, window.end_time)
                ]
            yield line | {"match": clause(model.match), "tiers": tiers}


def genai_lines() -> list[dict[str, Any]]:
    header = {
        "source": "genai-prices",
        "version": version("genai-prices"),
        "licence": "MIT, Copyright (c) Pydantic Services Inc. 2025 to present",
        "url": "https://github.com/pydantic/genai-prices",
        "made": datetime.now(UTC).date().isoformat(),
        "providers": [
            {
                "id": provider.id,
                "match": clause(provider.model_match) if provider.model_match else None,
                "resells": provider.fallback_model_providers or [],
            }
            for provider in providers
        ],
    }
    lines = [header]
    for provider in providers:
        for model in provider.models:
            lines.extend(model_entries(provider.id, model))
    return lines


LITELLM_FIELDS = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "cache_creation_input_token_cost": "cache_write_5m",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "input_cost_per_audio_token": "input_audio",
    "output_cost_per_audio_token": "output_audio",
    "cache_read_input_audio_token_cost": "cache_read_audio",
    "cache_read_input_image_token_cost": "cache_read_image",
    "input_cost_per_image_token": "input_image",
    "output_cost_per_image_token": "output_image",
    "input_cost_per_video_token": "input_video",
    "output_cost_per_video_token": "output_video",
    "output_cost_per_reasoning_token": "reasoning",
    "citation_cost_per_token": "citation",
}
LITELLM_CONTEXTS = {
    "batches": {"processing": "batch"},
    "priority": {"service_tier": "priority"},
    "flex": {"service_tier": "flex"},
}
LITELLM_FIELD = re.compile(
    "^(" + "|".join(sorted(LITELLM_FIELDS, key=len, reverse=True)) + ")"
    r"(?:_above_(\d+)k_tokens)?(?:_(" + "|".join(LITELLM_CONTEXTS) + "))?$"
)


def litellm_tiers(model: dict[str, Any]) -> list[dict[str, Any]]:
    """LiteLLM takes the above-N price when there are more than N prompt tokens (its cost
    calculator), and falls back to the plain field where a context has none."""
    table: dict[tuple[str, int], dict[str, Decimal]] = {}
    for field, value in model.items():
        found = LITELLM_FIELD.match(field)
        if not found or isinstance(value, bool) or not isinstance(value, int | float):
            continue
        bucket = LITELLM_FIELDS[found[1]]
        threshold = int(found[2]) * 1000 if found[2] else -1
        table.setdefault((found[3] or "", threshold), {})[bucket] = Decimal(repr(value))
    base = table.get(("", -1), {})
    if not {"input", "output"} & base.keys():
        return []
    tiers = []
    contexts = sorted({context for context, _ in table} - {""})
    for context in [*contexts, ""]:
        starts = sorted({at for name, at in table if name in (context, "")} - {-1}, reverse=True)
        for start in [*starts, -1]:
            prices = dict(base)
            for name in dict.fromkeys(["", context]):
                prices |= table.get((name, -1), {})
                for lower in sorted(at for at in starts if at <= start):
                    prices |= table.get((name, lower), {})
            when = LITELLM_CONTEXTS.get(context, {})
            conditions: list[dict[str, Any]] = [
                {"type": "attribute", "source": "model_parameters", "key": key, "values": [value]}
                for key, value in when.items()
            ]
            if start >= 0:
                conditions.append({"type": "input_tokens", "operator": "gt", "value": start})
            names = [f"{key}={value}" for key, value in when.items()]
            names += [f"above-{start}"] if start >= 0 else []
            tiers.append(
                tier(names, conditions, {key: text(value) for key, value in prices.items()})
            )
    for priority, made in enumerate(tiers[:-1], 1):
        made["priority"] = priority
    return tiers


def litellm_lines(path: Path, release: str, known: Catalogue) -> list[dict[str, Any]]:
    header = {
        "source": "litellm",
        "version": release,
        "licence": "MIT, Copyright (c) 2023 Berri AI",
        "url": "https://github.com/BerriAI/litellm/blob/main/model_prices_and_context_window.json",
        "made": datetime.now(UTC).date().isoformat(),
    }
    lines: list[dict[str, Any]] = [header]
    for name, model in sorted(json.loads(path.read_text()).items()):
        if name == "sample_spec" or "tiered_pricing" in model or known.find_exact(name):
            continue
        if tiers := litellm_tiers(model):
            provider = str(model.get("litellm_provider") or "")
            lines.append(
                {"provider": provider, "model": name, "match": {"equals": name}, "tiers": tiers}
            )
    return lines


def write(name: str, lines: list[dict[str, Any]]) -> None:
    path = DATA_DIR / name
    path.write_text(
        "".join(
            json.dumps(line, separators=(",", ":"), ensure_ascii=False) + "\n" for line in lines
        )
    )
    print(f"{path}: {len(lines) - 1} entries, {path.stat().st_size:,} bytes")


def main() -> None:
    DATA_DIR.mkdir(exist_ok=True)
    genai = genai_lines()
    write("genai_prices.jsonl", genai)
    known = Catalogue(
        providers_of(DATA_DIR / "genai_prices.jsonl"), entries_of("genai_prices.jsonl")
    )
    write("litellm.jsonl", litellm_lines(Path(sys.argv[1]), sys.argv[2], known))


if __name__ == "__main__":
    main()
