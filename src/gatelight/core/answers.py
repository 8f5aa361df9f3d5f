"""Shapes many answers share, for the API's description of itself.

Models that inherit from `Answer` describe what routes write; they do not check or change it.
"""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

Item = TypeVar("Item")

Iso = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
"""A time as the wire writes it, ISO 8601 in UTC."""

AnyJson = Annotated[Any, Field(description="Any JSON value.")]
"""Any JSON value, null included."""

JsonObject: TypeAlias = dict[str, Any]


class Answer(BaseModel):
    """camelCase on the wire; a field with a default may be absent."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class PageMeta(Answer):
    page: int
    limit: int
    total_items: int
    total_pages: int


class PageOf(Answer, Generic[Item]):
    """One page of an offset-paged list."""

    data: list[Item]
    meta: PageMeta


class CursorMeta(Answer):
    """`cursor` continues the list; it is absent on the last page."""

    cursor: str = ""


class CursorPageOf(Answer, Generic[Item]):
    """One page of a list that is continued with `meta.cursor`."""

    data: list[Item]
    meta: CursorMeta


class IdAnswer(Answer):
    id: str


class MessageAnswer(Answer):
    message: str
