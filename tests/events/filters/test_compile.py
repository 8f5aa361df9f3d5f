from __future__ import annotations

import pytest

from gatelight.core.time import MAX_MICROS, MIN_MICROS
from gatelight.errors import InvalidRequest
from gatelight.events.filters import (
    Filter,
    FilterColumn,
    FilterColumns,
    Params,
    compile_filters,
    merge_filters,
    time_window,
)

COLUMNS = FilterColumns(
    [
        FilterColumn("name", "text", "name", ("Name", "traceName")),
        FilterColumn("timestamp", "datetime", "timestamp"),
        FilterColumn("tags", "texts", "tags"),
    ]
)


def test_values_are_bound() -> None:
    params = Params("project")
    sql = compile_filters([Filter("string", "Name", "=", "x'")], COLUMNS, params)
    assert sql == "name = {p0:String}"
    assert params.values == {"project_id": "project", "p0": "x'"}


def test_no_filters_hold_everywhere() -> None:
    assert compile_filters([], COLUMNS, Params("project")) == "1"


def test_unknown_column_in_the_words_of_the_wire() -> None:
    with pytest.raises(InvalidRequest) as caught:
        compile_filters([Filter("string", "nope", "=", "x")], COLUMNS, Params("project"))
    assert caught.value.message == "Column nope does not match a UI / CH table mapping."


def test_type_must_fit_the_column() -> None:
    with pytest.raises(InvalidRequest, match="type number does not fit column name; use string"):
        compile_filters([Filter("number", "name", "=", 1.0)], COLUMNS, Params("project"))


def test_explicit_filter_wins_for_its_column_alone() -> None:
    simple = [Filter("string", "name", "=", "a"), Filter("arrayOptions", "tags", "all of", ["x"])]
    explicit = [Filter("string", "traceName", "=", "b")]
    assert merge_filters(simple, explicit, COLUMNS) == [simple[1], explicit[0]]


def test_time_window() -> None:
    def window(*filters: Filter) -> tuple[int, int]:
        return time_window(filters, COLUMNS, "timestamp")

    assert window() == (MIN_MICROS, MAX_MICROS)
    assert window(
        Filter("datetime", "timestamp", ">=", 5), Filter("datetime", "timestamp", "<", 9)
    ) == (5, 9)
    assert window(
        Filter("datetime", "timestamp", ">", 5), Filter("datetime", "timestamp", "<=", 9)
    ) == (6, 10)
