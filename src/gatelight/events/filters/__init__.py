"""The filter language of the wire: a JSON list of conditions, all of which must hold.

`parse_filters` checks the text, `compile_filters` turns it into SQL over a list's `FilterColumns`.
One file for each type of condition; `registry` names them.
"""

from __future__ import annotations

from gatelight.events.filters.compile import compile_filters, merge_filters, time_window
from gatelight.events.filters.model import Filter, FilterColumn, FilterColumns, Kind, Params
from gatelight.events.filters.parse import parse_filters, read_filters

__all__ = [
    "Filter",
    "FilterColumn",
    "FilterColumns",
    "Kind",
    "Params",
    "compile_filters",
    "merge_filters",
    "parse_filters",
    "read_filters",
    "time_window",
]
