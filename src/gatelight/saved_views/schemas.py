"""Saved views as the pages write and read them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from gatelight.accounts.schemas import CamelModel
from gatelight.core.answers import Answer, Iso
from gatelight.core.storable import PlainText
from gatelight.core.time import from_datetime, to_iso
from gatelight.records.tables.saved_views import SavedView

Surface = Literal["traces", "observations"]
Name = Annotated[PlainText, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Word = Annotated[PlainText, StringConstraints(max_length=200)]
MAX_COLUMNS = 100


class Columns(CamelModel):
    """Which columns are shown, in what order and how wide (pixels)."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")

    order: list[Word]
    shown: dict[Word, bool]
    widths: dict[Word, float]


class Content(CamelModel):
    """What a list shows: the typed query, a span of time as in the address, an order, columns."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")

    q: Annotated[PlainText, StringConstraints(max_length=4000)] = ""
    range: Word | None = None
    order: Word | None = None
    columns: Columns | None = None


class ViewIn(CamelModel):
    surface: Surface
    name: Name
    shared: bool = False
    content: Content


class ViewChanges(CamelModel):
    """Null or absent leaves a field as it is."""

    name: Name | None = None
    shared: bool | None = None
    content: Content | None = None


class ViewAnswer(Answer):
    """`mine`: whoever asks keeps it. Others' views may be changed by administrators only."""

    id: str
    surface: Surface
    name: str
    shared: bool
    mine: bool
    content: Content
    updated_at: Iso


class ViewsAnswer(Answer):
    data: list[ViewAnswer]


def view_out(row: SavedView, user_id: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "surface": row.surface,
        "name": row.name,
        "shared": row.shared,
        "mine": row.owner_id == user_id,
        "content": row.content,
        "updatedAt": to_iso(from_datetime(row.updated_at)),
    }
