"""A score config: what scores that name it must look like."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec

CONFIG_DATA_TYPES = ("NUMERIC", "BOOLEAN", "CATEGORICAL", "TEXT")


class Category(msgspec.Struct, frozen=True):
    """One of the values a CATEGORICAL or BOOLEAN score may have, as text and as number."""

    label: str
    value: float


BOOLEAN_CATEGORIES = (Category("True", 1), Category("False", 0))


class ScoreConfig(msgspec.Struct, frozen=True):
    """`minimum` and `maximum` (both allowed values) are of NUMERIC configs, None is no bound."""

    id: str
    name: str
    data_type: str
    is_archived: bool = False
    minimum: float | None = None
    maximum: float | None = None
    categories: tuple[Category, ...] = ()

    def usable_for(self, name: str | None, data_type: str | None) -> None:
        """Whether a score of this name and, when it says so, data type may use the config.

        Raises ValueError with the reason.
        """
        if self.is_archived:
            raise ValueError(f"Score config {self.name!r} is archived")
        if name != self.name:
            raise ValueError(f"Score config is for scores named {self.name!r}, not {name!r}")
        if data_type not in (None, self.data_type):
            raise ValueError(f"Score config {self.name!r} is {self.data_type}, not {data_type}")

    def number_of(self, value: float | None, label: str | None) -> float | None:
        """The number to store: the category's, else `value` when it is within the bounds.

        Raises ValueError with the reason.
        """
        if self.data_type == "CATEGORICAL":
            for category in self.categories:
                if category.label == label:
                    return category.value
            known = ", ".join(repr(category.label) for category in self.categories[:20])
            raise ValueError(f"Score config {self.name!r} has no category {label!r}, only {known}")
        if value is not None and self.data_type == "NUMERIC":
            if self.minimum is not None and value < self.minimum:
                raise ValueError(f"Score config {self.name!r} allows no value below {self.minimum}")
            if self.maximum is not None and value > self.maximum:
                raise ValueError(f"Score config {self.name!r} allows no value above {self.maximum}")
        return value


ConfigOf: TypeAlias = Callable[[str], ScoreConfig | None]
"""Finds a config of the sender's project by id; it may read the record store."""
