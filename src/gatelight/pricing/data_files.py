"""The price data that ships with the package (made by `scripts/price_data.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import orjson

from gatelight.core.time import from_datetime
from gatelight.pricing.entries import PriceEntry, TierText
from gatelight.pricing.match import Provider, compile_clause

DATA_DIR = Path(__file__).parent / "data"
FILES = ("genai_prices.jsonl", "litellm.jsonl")
"""In order of trust: the dated source first, the flat one fills what it lacks."""


class Header(NamedTuple):
    """Where a file's entries come from; `made` is the day they were taken (ISO)."""

    source: str
    version: str
    licence: str
    url: str
    made: str


def header_of(name: str) -> Header:
    with (DATA_DIR / name).open("rb") as file:
        line = orjson.loads(file.readline())
    return Header(*(line[field] for field in Header._fields))


def providers_of(path: Path = DATA_DIR / FILES[0]) -> list[Provider]:
    """How bare names are given to providers, in the order in which they are asked."""
    with path.open("rb") as file:
        listed = orjson.loads(file.readline())["providers"]
    return [
        Provider(
            item["id"],
            compile_clause(item["match"]) if item["match"] else None,
            tuple(item["resells"]),
        )
        for item in listed
    ]


def entries_of(name: str) -> Iterator[PriceEntry]:
    """Every entry of one file, in its order."""
    header = header_of(name)
    with (DATA_DIR / name).open("rb") as file:
        file.readline()
        for sequence, line in enumerate(file):
            yield _entry(header, sequence, orjson.loads(line))


def _entry(header: Header, sequence: int, line: dict[str, Any]) -> PriceEntry:
    start = line.get("from")
    daily = line.get("daily")
    name = f"{header.source}:{line['provider']}:{line['model']}:{start or 'always'}"
    if daily:
        name += ":{:02d}.{:02d}-{:02d}.{:02d}".format(*divmod(daily[0], 60), *divmod(daily[1], 60))
    return PriceEntry(
        id=name,
        project_id=None,
        source=header.source,
        source_version=header.version,
        provider=line["provider"],
        model=line["model"],
        match=line["match"],
        valid_from=from_datetime(datetime.fromisoformat(start).replace(tzinfo=UTC))
        if start
        else None,
        daily=(daily[0], daily[1]) if daily else None,
        sequence=sequence,
        tier_texts=msgspec.convert(line["tiers"], list[TierText]),
        unit="TOKENS",
    )
