"""What a query selects as a file, newest first, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from gatelight.events.explore.pieces import selected_pieces
from gatelight.events.explore.selection import Selection
from gatelight.events.traces import Order
from gatelight.explore.parameters import Cursor
from gatelight.explore.rows import page_of_keys
from gatelight.exports.csv_lines import csv_lines
from gatelight.exports.service import json_lines
from gatelight.services import Services

Form = Literal["csv", "jsonl"]
MEDIA_TYPES: dict[Form, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
PAGE = 500


def export_selection(services: Services, selection: Selection, form: Form) -> Iterator[bytes]:
    """The file, in parts as they are read: every column of the store, payload included."""
    found = selected_pieces(services.events, selection, _keys(services, selection))
    return json_lines(found) if form == "jsonl" else csv_lines(found)


def _keys(services: Services, selection: Selection) -> Iterator[list[Any]]:
    order = Order(selection.columns.time, descending=True)
    cursor: Cursor | None = Cursor()
    while cursor is not None:
        page = page_of_keys(services, selection, order, cursor, PAGE)
        yield page.keys
        cursor = page.next
