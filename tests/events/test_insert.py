"""Rows become typed columns: the fields follow the columns, and every value comes back."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from gatelight.core.log_record import LogRecord
from gatelight.core.metric_point import MetricPoint
from gatelight.events import columns, insert
from gatelight.events.columns import Column
from gatelight.events.rows import ObservationRow, ScoreRow, TraceRow


@pytest.mark.parametrize(
    ("row", "table"),
    [
        (ObservationRow, columns.OBSERVATION_COLUMNS),
        (TraceRow, columns.TRACE_COLUMNS),
        (ScoreRow, columns.SCORE_COLUMNS),
        (LogRecord, columns.LOG_RECORD_COLUMNS),
        (MetricPoint, columns.METRIC_POINT_COLUMNS),
    ],
)
def test_fields_follow_the_columns(row: type[msgspec.Struct], table: tuple[Column, ...]) -> None:
    assert row.__struct_fields__ == tuple(column.name for column in table)


def test_maps_lists_flags_and_costs_keep_their_values() -> None:
    full = ObservationRow(
        project_id="p",
        trace_id="t",
        id="o1",
        start_time=1_000_000,
        usage_details={"input": 3, "output": 4},
        cost_details={"total": Decimal("0.000000000001")},
        total_cost=Decimal("0.000000000001"),
        tags=["a", "b"],
        metadata={"key": "value"},
        is_root=False,
        prompt_version=0,
    )
    bare = ObservationRow(project_id="p", trace_id="t", id="o2", start_time=0)
    table = insert.observation_table([full, bare])

    def column(name: str) -> list[object]:
        values: list[object] = table.column(name).to_pylist()
        return values

    assert column("usage_details") == [[("input", 3), ("output", 4)], []]
    assert column("cost_details") == [[("total", Decimal("0.000000000001"))], []]
    assert column("total_cost") == [Decimal("0.000000000001"), None]
    assert column("tags") == [["a", "b"], []]
    assert column("metadata") == [[("key", "value")], []]
    assert column("is_root") == [0, 1]
    assert column("prompt_version") == [0, None]
    assert column("tool_calls") == [[], []]
    assert column("experiment") == [[], []]
    assert column("end_time") == [None, None]


def test_a_lone_surrogate_is_replaced_wherever_it_stands() -> None:
    row = ObservationRow(
        project_id="p",
        trace_id="t",
        id="o",
        start_time=0,
        name="a\ud800b",
        tags=["\udfff"],
        metadata={"\ud800": "\udc00"},
    )
    table = insert.observation_table([row])
    assert table.column("name").to_pylist() == ["a?b"]
    assert table.column("tags").to_pylist() == [["?"]]
    assert table.column("metadata").to_pylist() == [[("?", "?")]]
