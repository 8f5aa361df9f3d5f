"""Every type of the filter language by its wire name. A new type is one file and one line here."""

from __future__ import annotations

from gatelight.events.filters import (
    array_options,
    boolean,
    boolean_object,
    category_options,
    datetime,
    null,
    number,
    number_object,
    search,
    string,
    string_object,
    string_options,
)
from gatelight.events.filters.model import FilterType

FILTER_TYPES: dict[str, FilterType] = {
    module.TYPE.name: module.TYPE
    for module in (
        datetime,
        string,
        number,
        string_options,
        category_options,
        array_options,
        string_object,
        number_object,
        boolean_object,
        boolean,
        null,
        search,
    )
}

IGNORED_TYPES = ("positionInTrace",)
"""Types the wire's own UI sends that mean nothing in a list."""
