from __future__ import annotations

import pytest
from tests.store import NOW, SECOND, Store

from gatelight.events.filters import Filter
from gatelight.events.observations import (
    ObservationKey,
    count_observations,
    find_observations,
    observation_by_id,
    observation_rows,
    observations_of_trace,
)
from gatelight.events.reading import DAY, HOUR, minutes_of


def _keys(store: Store, *filters: Filter, **page: object) -> list[ObservationKey]:
    arguments = {"limit": 50} | page
    return find_observations(store.engine, store.project_id, filters, now=NOW, **arguments)  # type: ignore[arg-type]


def test_newest_first_with_ties_by_trace_and_id(store: Store) -> None:
    store.add(
        observations=[
            store.observation_row(id="a", trace_id="x"),
            store.observation_row(id="b", trace_id="x"),
            store.observation_row(id="a", trace_id="y"),
            store.observation_row(id="old", trace_id="z", start_time=NOW - 400 * DAY),
        ]
    )
    found = [(key.trace_id, key.id) for key in _keys(store)]
    assert found == [("y", "a"), ("x", "b"), ("x", "a"), ("z", "old")]
    assert [key.id for key in _keys(store, limit=2, offset=1)] == ["b", "a"]
    assert count_observations(store.engine, store.project_id, [], NOW) == 4


def test_after_a_key_nothing_is_missed_or_repeated(store: Store) -> None:
    rows = [
        store.observation_row(
            id=f"o{index}", trace_id=f"t{index % 3}", start_time=NOW - (index // 4) * 7 * HOUR
        )
        for index in range(20)
    ]
    store.add(observations=rows)
    seen: list[ObservationKey] = []
    while page := _keys(store, limit=3, after=seen[-1] if seen else None):
        seen.extend(page)
    assert seen == _keys(store)
    assert len(seen) == 20


def test_rows_carry_what_was_asked_for(store: Store) -> None:
    store.observation(id="o", trace_id="t", input="in", output="out", metadata={"k": "v"})
    keys = _keys(store)
    (row,) = observation_rows(store.engine, store.project_id, keys, ("metadata",))
    assert (row.input, row.metadata) == ("", {"k": "v"})
    (row,) = observation_rows(store.engine, store.project_id, keys)
    assert (row.input, row.output) == ("in", "out")


def test_one_id_in_two_traces(store: Store) -> None:
    store.add(
        observations=[
            store.observation_row(id="same", trace_id="t1", name="first"),
            store.observation_row(id="same", trace_id="t2", name="second"),
        ]
    )
    rows = observation_rows(store.engine, store.project_id, _keys(store))
    assert [row.name for row in rows] == ["second", "first"]
    latest = observation_by_id(store.engine, store.project_id, "same")
    assert latest is not None
    assert latest.name == "second"


def test_the_newest_version_is_read(store: Store) -> None:
    store.observation(id="o", trace_id="t", name="old", user_id="ann")
    store.observation(id="o", trace_id="t", name="new", user_id="bob")
    assert count_observations(store.engine, store.project_id, [], NOW) == 1
    assert _keys(store, Filter("string", "userId", "=", "ann")) == []
    row = observation_by_id(store.engine, store.project_id, "o")
    assert row is not None
    assert row.name == "new"


def test_observations_of_a_trace_oldest_first(store: Store) -> None:
    store.add(
        observations=[
            store.observation_row(id="later", trace_id="t", start_time=NOW + SECOND),
            store.observation_row(id="first", trace_id="t"),
            store.observation_row(id="other", trace_id="u"),
        ]
    )
    minutes = sorted({NOW // 60_000_000 * 60, (NOW + SECOND) // 60_000_000 * 60})
    rows = observations_of_trace(store.engine, store.project_id, "t", minutes)
    assert [row.id for row in rows] == ["first", "later"]


def test_moved_deleted_and_renewed_rows_are_read_as_final_would(store: Store) -> None:
    old = NOW - 2 * HOUR
    one = {"id": "o", "trace_id": "t"}
    same = {"id": "o", "trace_id": "other"}
    store.observation(**one, name="before", start_time=old, row_version=1)
    store.observation(**same, name="of another trace", start_time=old, row_version=1)
    store.add(
        observations=[
            store.observation_row(**one, name="after", row_version=2),
            store.observation_row(**one, start_time=old, row_version=2, is_deleted=True),
        ]
    )
    store.observation(id="gone", trace_id="t", row_version=1)
    store.observation(id="gone", trace_id="t", row_version=2, is_deleted=True)
    engine, project_id = store.engine, store.project_id
    minutes = minutes_of([old, NOW])
    assert [r.name for r in observations_of_trace(engine, project_id, "t", minutes)] == ["after"]
    keys = [ObservationKey("t", "o", old), ObservationKey("other", "o", old)]
    keys += [ObservationKey("t", "o", NOW), ObservationKey("t", "gone", NOW)]
    names = [row.name for row in observation_rows(engine, project_id, keys)]
    assert names == ["after", "of another trace"]
    found = observation_by_id(engine, project_id, "gone")
    assert found is None


@pytest.mark.parametrize(
    "ages", [[0], [0, 9 * DAY], [0, DAY, 2 * DAY], [0, 1, 2, 400 * DAY], [-DAY, 5 * DAY]]
)
def test_both_parts_of_the_time_are_counted(store: Store, ages: list[int]) -> None:
    """However lopsided, in the very middle and in the future too."""
    for number, age in enumerate(ages):
        store.observation(id=str(number), start_time=NOW - age)
    assert count_observations(store.engine, store.project_id, [], NOW) == len(ages)
    before = [Filter("datetime", "startTime", "<", NOW - 2)]
    old = sum(age > 2 for age in ages)
    assert count_observations(store.engine, store.project_id, before, NOW) == old
