"""A dated entry of the price book: its tiers, their conditions, and which tier applies."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, Literal

import msgspec

from gatelight.core.json import to_text
from gatelight.core.time import Micros
from gatelight.pricing.buckets import BUCKETS, INPUT_BUCKETS, UnitPrice, price_of
from gatelight.pricing.patterns import searcher
from gatelight.pricing.usage_keys import bucket_of

DAY_MICROS = 24 * 3600 * 1_000_000
MINUTE_MICROS = 60 * 1_000_000

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "eq": operator.eq,
    "neq": operator.ne,
}


class InputTokens(msgspec.Struct, frozen=True, tag="input_tokens"):
    """All input-side tokens, cached ones too, compared with `value` (seeded tiers)."""

    operator: Literal["gt", "gte", "lt", "lte", "eq", "neq"]
    value: int


class UsageSum(msgspec.Struct, frozen=True, tag="usage"):
    """Sum of the wire usage keys matching `pattern`, compared with `value` (wire reference 4.4)."""

    pattern: str
    operator: Literal["gt", "gte", "lt", "lte", "eq", "neq"]
    value: float
    case_sensitive: bool = False


class Attribute(msgspec.Struct, frozen=True, tag="attribute"):
    """A model parameter or metadata value that is one of `values`, as text."""

    source: Literal["model_parameters", "metadata"]
    key: str
    values: tuple[str, ...]


Condition = InputTokens | UsageSum | Attribute


class TierText(msgspec.Struct):
    """A tier as stored. `prices`: USD for one token or unit as decimal text, by bucket or by the
    usage key a project priced. The tier without conditions is the default; others are tried by
    ascending `priority`."""

    id: str
    name: str
    prices: dict[str, str]
    conditions: list[Condition] = []
    priority: int = 0
    is_default: bool = True


class Facts(msgspec.Struct):
    """What tier conditions look at."""

    usage: Mapping[str, int]
    tokens: Mapping[str, int]
    model_parameters: Mapping[str, Any]
    metadata: Mapping[str, Any]


class Tier:
    """A tier ready to price with."""

    __slots__ = ("by_key", "conditions", "effective", "id", "name", "stored")

    def __init__(self, text: TierText) -> None:
        self.id = text.id
        self.name = text.name
        self.stored = text
        self.conditions = tuple(text.conditions)
        self.by_key: dict[str, Decimal] = {}
        by_bucket: dict[str, Decimal] = {}
        for key, price in text.prices.items():
            amount = Decimal(price)
            if key in BUCKETS:
                by_bucket[key] = amount
            else:
                self.by_key[key] = amount
                if (bucket := bucket_of(key)) is not None:
                    by_bucket.setdefault(bucket, amount)
        self.effective: dict[str, UnitPrice] = {
            bucket: found for bucket in BUCKETS if (found := price_of(bucket, by_bucket))
        }

    def price(self, key: str, bucket: str) -> UnitPrice | None:
        """Price of one unit of the wire's `key`: by that very key, else by its bucket."""
        own = self.by_key.get(key)
        return UnitPrice(own, key) if own is not None else self.effective.get(bucket)

    def applies(self, facts: Facts) -> bool:
        for condition in self.conditions:  # noqa: SIM110 - a generator costs more than the test
            if not holds(condition, facts):
                return False
        return True


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether one tier condition is true of an observation."""
    if isinstance(condition, InputTokens):
        total = sum(n for bucket, n in facts.tokens.items() if bucket in INPUT_BUCKETS)
        return OPERATORS[condition.operator](total, condition.value)
    if isinstance(condition, UsageSum):
        found = searcher(condition.pattern, condition.case_sensitive)
        total = sum(count for key, count in facts.usage.items() if found(key))
        return OPERATORS[condition.operator](total, condition.value)
    values = facts.model_parameters if condition.source == "model_parameters" else facts.metadata
    value = values.get(condition.key)
    return value is not None and to_text(value) in condition.values


class PriceEntry(msgspec.Struct, kw_only=True):
    """One entry of the book. `valid_from` None: since ever. `daily` limits it to minutes of the day
    [from, until) in UTC, over midnight when from > until (off-peak prices). `retired`: no longer
    used for new costs, kept to explain old ones.
    """

    id: str
    project_id: str | None
    source: str
    source_version: str
    provider: str
    model: str
    match: dict[str, Any]
    valid_from: Micros | None
    daily: tuple[int, int] | None
    sequence: int
    tier_texts: list[TierText]
    unit: str | None = None
    tokenizer_id: str | None = None
    tokenizer_config: Any | None = None
    created_at: Micros = 0
    updated_at: Micros = 0
    retired: bool = False
    _tiers: tuple[Tier, ...] | None = None

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """Tiers in the order they are tried, the default one last; made on first use."""
        if self._tiers is None:
            ordered = sorted(self.tier_texts, key=lambda tier: (tier.is_default, tier.priority))
            self._tiers = tuple(Tier(text) for text in ordered)
        return self._tiers

    def tier_for(self, facts: Facts) -> Tier:
        """The first tier whose conditions all hold; the default tier, tried last, has none."""
        tiers = self.tiers
        for tier in tiers:
            if tier.applies(facts):
                return tier
        return tiers[-1]

    def tier(self, tier_id: str) -> Tier | None:
        return next((tier for tier in self.tiers if tier.id == tier_id), None)

    def in_daily_window(self, at: Micros) -> bool:
        if self.daily is None:
            return True
        minute = at % DAY_MICROS // MINUTE_MICROS
        start, end = self.daily
        return start <= minute < end if start <= end else minute >= start or minute < end


def by_precedence(entries: Iterable[PriceEntry]) -> tuple[PriceEntry, ...]:
    """Entries of one model in the order in which they are asked: latest start first; of equal
    starts the one limited to a window of the day before the price around it, then the newest."""
    return tuple(sorted(entries, key=_rank, reverse=True))


def entry_in_force(ordered: tuple[PriceEntry, ...], at: Micros) -> PriceEntry | None:
    """The first of `by_precedence` entries that applies at `at`."""
    for entry in ordered:
        if (entry.valid_from is None or entry.valid_from <= at) and (
            entry.daily is None or entry.in_daily_window(at)
        ):
            return entry
    return None


def _rank(entry: PriceEntry) -> tuple[int, bool, Micros, int]:
    start = -1 if entry.valid_from is None else entry.valid_from
    return (start, entry.daily is not None, entry.created_at, entry.sequence)
