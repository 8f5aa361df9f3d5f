"""Model definitions as the wire writes them, and their way into and out of the price book."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from gatelight.core.answers import Answer, AnyJson, Iso, JsonObject
from gatelight.core.ids import new_id
from gatelight.core.time import MAX_MICROS, MIN_MICROS, from_datetime, to_iso
from gatelight.pricing.buckets import BUCKETS
from gatelight.pricing.entries import (
    Attribute,
    InputTokens,
    PriceEntry,
    TierText,
    UsageSum,
)
from gatelight.pricing.match import clause_pattern

DEFAULT_TIER_NAME = "Standard"
INPUT_KEYS_PATTERN = "input|prompt|cache"
"""How a tier by input size looks on the wire: the usage keys that are input."""

Unit = Literal["CHARACTERS", "TOKENS", "MILLISECONDS", "SECONDS", "IMAGES", "REQUESTS"]
Operator = Literal["gt", "gte", "lt", "lte", "eq", "neq"]
Name = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Price = Annotated[Decimal, Field(ge=0, lt=Decimal(10) ** 12, allow_inf_nan=False)]
Prices = Annotated[dict[Name, Price], Field(max_length=100)]


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class UsageCondition(_Wire):
    usage_detail_pattern: Pattern = Field(alias="usageDetailPattern")
    operator: Operator
    value: float = Field(allow_inf_nan=False)
    case_sensitive: bool = Field(False, alias="caseSensitive")


class AttributeCondition(_Wire):
    source: Literal["model_parameters", "metadata"]
    key: Name
    operator: Literal["in"] = "in"
    values: Annotated[list[str], Field(min_length=1, max_length=100)]


class TierInput(_Wire):
    name: Name
    is_default: bool = Field(alias="isDefault")
    priority: int = Field(ge=0, le=1_000_000)
    conditions: Annotated[list[UsageCondition], Field(max_length=20)] = []
    attribute_conditions: Annotated[list[AttributeCondition], Field(max_length=20)] = Field(
        [], alias="attributeConditions"
    )
    """Apart from the others, whose shape is all that clients' classes know."""
    prices: Prices

    @property
    def conditional(self) -> bool:
        return bool(self.conditions or self.attribute_conditions)


class ModelInput(_Wire):
    """Either flat prices (`totalPrice` excludes the other two) or `pricingTiers`."""

    model_name: Name = Field(alias="modelName")
    match_pattern: Pattern = Field(alias="matchPattern")
    start_date: AwareDatetime | None = Field(None, alias="startDate")
    unit: Unit | None = None
    input_price: Price | None = Field(None, alias="inputPrice")
    output_price: Price | None = Field(None, alias="outputPrice")
    total_price: Price | None = Field(None, alias="totalPrice")
    pricing_tiers: Annotated[list[TierInput], Field(max_length=50)] | None = Field(
        None, alias="pricingTiers"
    )
    tokenizer_id: Annotated[str, StringConstraints(max_length=64)] | None = Field(
        None, alias="tokenizerId"
    )
    tokenizer_config: Any | None = Field(None, alias="tokenizerConfig")

    @model_validator(mode="after")
    def _one_way_of_pricing(self) -> ModelInput:
        flat = [p for p in (self.input_price, self.output_price, self.total_price) if p is not None]
        if self.pricing_tiers:
            if flat:
                raise ValueError("send either flat prices or pricingTiers, not both")
            _check_tiers(self.pricing_tiers)
        elif self.total_price is not None and len(flat) > 1:
            raise ValueError("totalPrice excludes inputPrice and outputPrice")
        if self.start_date is not None and not (
            MIN_MICROS <= from_datetime(self.start_date) < MAX_MICROS
        ):
            raise ValueError("startDate must lie between 1970 and 2100")
        return self


def _check_tiers(tiers: list[TierInput]) -> None:
    default = [tier for tier in tiers if tier.is_default]
    if len(default) != 1 or default[0].priority != 0 or default[0].conditional:
        raise ValueError("exactly one tier must be the default, with priority 0 and no conditions")
    if any(not tier.conditional for tier in tiers if not tier.is_default):
        raise ValueError("every tier but the default one needs a condition")
    if len({tier.name for tier in tiers}) < len(tiers):
        raise ValueError("tier names must differ")
    if len({tier.priority for tier in tiers}) < len(tiers):
        raise ValueError("tier priorities must differ")
    if any(tier.prices.keys() != default[0].prices.keys() for tier in tiers):
        raise ValueError("every tier must price the same usage keys")


def entry_from(body: ModelInput, project_id: str) -> PriceEntry:
    """The price entry a request asks for, with fresh ids."""
    return PriceEntry(
        id=new_id(),
        project_id=project_id,
        source="project",
        source_version="",
        provider="",
        model=body.model_name,
        match={"regex": body.match_pattern},
        valid_from=None if body.start_date is None else from_datetime(body.start_date),
        daily=None,
        sequence=0,
        tier_texts=_tiers_from(body),
        unit=body.unit or "TOKENS",
        tokenizer_id=body.tokenizer_id,
        tokenizer_config=body.tokenizer_config,
    )


def _tiers_from(body: ModelInput) -> list[TierText]:
    if not body.pricing_tiers:
        flat = {"input": body.input_price, "output": body.output_price, "total": body.total_price}
        prices = {key: _text(price) for key, price in flat.items() if price is not None}
        return [TierText(id=new_id(), name=DEFAULT_TIER_NAME, prices=prices)]
    return [
        TierText(
            id=new_id(),
            name=tier.name,
            prices={key: _text(price) for key, price in tier.prices.items()},
            conditions=[
                *map(_usage_sum, tier.conditions),
                *map(_attribute, tier.attribute_conditions),
            ],
            priority=tier.priority,
            is_default=tier.is_default,
        )
        for tier in body.pricing_tiers
    ]


def _usage_sum(condition: UsageCondition) -> UsageSum:
    return UsageSum(
        pattern=condition.usage_detail_pattern,
        operator=condition.operator,
        value=condition.value,
        case_sensitive=condition.case_sensitive,
    )


def _attribute(condition: AttributeCondition) -> Attribute:
    return Attribute(source=condition.source, key=condition.key, values=tuple(condition.values))


def _text(price: Decimal) -> str:
    return format(price.normalize(), "f")


def patterns_of(body: ModelInput) -> list[tuple[str, str]]:
    """Field name and text of every regular expression in a request."""
    found = [("matchPattern", body.match_pattern)]
    for tier in body.pricing_tiers or ():
        found += [
            ("usageDetailPattern", condition.usage_detail_pattern) for condition in tier.conditions
        ]
    return found


def model_out(entry: PriceEntry) -> dict[str, Any]:
    """An entry as the wire's Model. Prices leave as JSON numbers here, and only here."""
    tiers = [_tier_out(tier) for tier in sorted(entry.tier_texts, key=lambda tier: tier.priority)]
    default = next(tier["prices"] for tier in tiers if tier["isDefault"])
    return {
        "id": entry.id,
        "modelName": entry.model,
        "matchPattern": entry.match["regex"] if entry.project_id else clause_pattern(entry.match),
        "startDate": None if entry.valid_from is None else to_iso(entry.valid_from),
        "unit": entry.unit,
        "inputPrice": default.get("input"),
        "outputPrice": default.get("output"),
        "totalPrice": default.get("total"),
        "tokenizerId": entry.tokenizer_id,
        "tokenizerConfig": entry.tokenizer_config,
        "isLangfuseManaged": entry.project_id is None,
        "createdAt": to_iso(entry.created_at),
        "prices": {key: {"price": price} for key, price in default.items()},
        "pricingTiers": tiers,
    }


def _tier_out(tier: TierText) -> dict[str, Any]:
    return {
        "id": tier.id,
        "name": tier.name,
        "isDefault": tier.is_default,
        "priority": tier.priority,
        "conditions": [
            _usage_out(each) for each in tier.conditions if not isinstance(each, Attribute)
        ],
        "attributeConditions": [
            _attribute_out(each) for each in tier.conditions if isinstance(each, Attribute)
        ],
        "prices": {
            BUCKETS[key].wire_key if key in BUCKETS else key: float(price)
            for key, price in tier.prices.items()
        },
    }


def _attribute_out(condition: Attribute) -> dict[str, Any]:
    return {
        "source": condition.source,
        "key": condition.key,
        "operator": "in",
        "values": list(condition.values),
    }


def _usage_out(condition: InputTokens | UsageSum) -> dict[str, Any]:
    if isinstance(condition, InputTokens):
        pattern, case_sensitive = INPUT_KEYS_PATTERN, False
    else:
        pattern, case_sensitive = condition.pattern, condition.case_sensitive
    return {
        "usageDetailPattern": pattern,
        "operator": condition.operator,
        "value": condition.value,
        "caseSensitive": case_sensitive,
    }


def listed_model_out(entry: PriceEntry) -> dict[str, Any]:
    """An entry with where it comes from."""
    daily = None
    if entry.daily is not None:
        daily = "{:02d}:{:02d}-{:02d}:{:02d}".format(
            *divmod(entry.daily[0], 60), *divmod(entry.daily[1], 60)
        )
    return model_out(entry) | {
        "provider": entry.provider or None,
        "source": entry.source,
        "sourceVersion": entry.source_version or None,
        "dailyWindowUtc": daily,
    }


class TrialIn(_Wire):
    """`usage`: units by usage key, as a client would send them; `at` null means now."""

    model: Name
    usage: Annotated[dict[Name, Annotated[int, Field(ge=0, le=10**12)]], Field(max_length=100)] = {}
    at: str | None = None


class UnitPrice(Answer):
    price: float


class TierAnswer(Answer):
    id: str
    name: str
    is_default: bool
    priority: int
    conditions: list[JsonObject]
    attribute_conditions: list[JsonObject]
    prices: dict[str, float]


class ModelAnswer(Answer):
    """A dated price entry as a model definition; prices are USD for one unit."""

    id: str
    model_name: str
    match_pattern: str
    start_date: Iso | None
    unit: str | None
    input_price: float | None
    output_price: float | None
    total_price: float | None
    tokenizer_id: str | None
    tokenizer_config: AnyJson
    is_langfuse_managed: bool
    created_at: Iso
    prices: dict[str, UnitPrice]
    pricing_tiers: list[TierAnswer]


class ListedModelAnswer(ModelAnswer):
    """`source` and `sourceVersion` say what the entry was read from; `project` is one's own."""

    provider: str | None
    source: str
    source_version: str | None
    daily_window_utc: str | None


class TrialAnswer(Answer):
    """`entry` null: the book has none for this name at that time."""

    model: str
    at: Iso
    entry: ModelAnswer | None
    because: str
    total_cost: str | None
    price: JsonObject | None
    lines: list[JsonObject]
    flags: list[JsonObject]


class PatternAnswer(Answer):
    matches: bool


class CostAnswer(Answer):
    """Why one cost is what it is; amounts are decimal text in USD."""

    observation_id: str
    trace_id: str
    name: str | None
    type: str
    model: str | None
    start_time: Iso
    total_cost: str | None
    cost_source: str | None
    cost_details: dict[str, str | None]
    because: str
    usage: JsonObject
    flags: list[JsonObject]
    price: JsonObject | None
    lines: list[JsonObject]
    provided_cost_details: dict[str, str | None]
    gateway_cost: str | None
    comparison: JsonObject | None


class TraceCostAnswer(Answer):
    trace_id: str
    total_cost: str | None
    gateway_cost: str | None
    observations_with_unknown_cost: int
    observation_count: int
    observations: list[CostAnswer]
