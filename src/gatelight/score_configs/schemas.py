"""Score configs as the wire writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.core.score_config import BOOLEAN_CATEGORIES
from gatelight.core.storable import PlainText, StorableText
from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.score_configs import ScoreConfigRow

Name = Annotated[PlainText, StringConstraints(min_length=1, max_length=500)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Description = Annotated[PlainText, StringConstraints(max_length=10_000)]


class CategoryIn(CamelModel):
    value: Number
    label: Annotated[StorableText, StringConstraints(min_length=1, max_length=500)]


Categories = Annotated[list[CategoryIn], Field(max_length=500)]


class ScoreConfigIn(CamelModel):
    """`categories` are of CATEGORICAL, `minValue` and `maxValue` of NUMERIC configs only; BOOLEAN
    ones always have True (1) and False (0)."""

    name: Name
    data_type: Literal["NUMERIC", "BOOLEAN", "CATEGORICAL", "TEXT"]
    categories: Categories | None = None
    min_value: Number | None = None
    max_value: Number | None = None
    description: Description | None = None

    @model_validator(mode="after")
    def _belongs_together(self) -> ScoreConfigIn:
        if self.data_type != "NUMERIC" and (self.min_value, self.max_value) != (None, None):
            raise ValueError("minValue and maxValue are for NUMERIC configs")
        if None not in (self.min_value, self.max_value) and self.min_value >= self.max_value:  # type: ignore[operator]
            raise ValueError("minValue must be below maxValue")
        if self.data_type == "CATEGORICAL":
            _check_categories(self.categories or [])
        elif self.categories is not None and self.stored_categories != _boolean(self):
            raise ValueError("categories are for CATEGORICAL configs")
        return self

    @property
    def stored_categories(self) -> list[dict[str, Any]] | None:
        """What is stored; BOOLEAN configs get theirs."""
        if self.categories is None:
            return _boolean(self)
        return [{"label": each.label, "value": each.value} for each in self.categories]


def _boolean(config: ScoreConfigIn) -> list[dict[str, Any]] | None:
    if config.data_type != "BOOLEAN":
        return None
    return [{"label": each.label, "value": each.value} for each in BOOLEAN_CATEGORIES]


def _check_categories(categories: list[CategoryIn]) -> None:
    if not categories:
        raise ValueError("a CATEGORICAL config needs categories")
    for name, values in (
        ("labels", {each.label for each in categories}),
        ("values", {each.value for each in categories}),
    ):
        if len(values) < len(categories):
            raise ValueError(f"the {name} of categories must differ")


class ScoreConfigChanges(CamelModel):
    """What is absent stays. Null clears `description` and the bounds, and leaves the others."""

    name: Name | None = None
    is_archived: bool | None = None
    categories: Categories | None = None
    min_value: Number | None = None
    max_value: Number | None = None
    description: Description | None = None


class CategoryAnswer(Answer):
    value: float
    label: str


class ScoreConfigAnswer(Answer):
    id: str
    name: str
    created_at: Iso
    updated_at: Iso
    project_id: str
    data_type: Literal["NUMERIC", "BOOLEAN", "CATEGORICAL", "TEXT"]
    is_archived: bool
    min_value: float | None
    max_value: float | None
    categories: list[CategoryAnswer] | None
    description: str | None


def config_out(row: ScoreConfigRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "createdAt": to_iso(from_datetime(row.created_at)),
        "updatedAt": to_iso(from_datetime(row.updated_at)),
        "projectId": row.project_id,
        "dataType": row.data_type,
        "isArchived": row.is_archived,
        "minValue": row.min_value,
        "maxValue": row.max_value,
        "categories": row.categories,
        "description": row.description,
    }
