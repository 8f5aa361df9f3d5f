from __future__ import annotations

from tests.store import NOW, Store

from gatelight.events.deletion import delete_traces
from gatelight.events.observations import count_observations, observation_by_id
from gatelight.events.paging import Page
from gatelight.events.reading import HOUR
from gatelight.events.trace_scores import scores_of_traces
from gatelight.events.traces import Order, find_page, trace_by_id


def test_a_trace_goes_with_everything_below_it(store: Store) -> None:
    for trace in ("t", "kept"):
        store.trace(id=trace)
        store.trace(id=trace, name="second version")
        store.observation(id=f"{trace}-1", trace_id=trace)
        store.observation(id=f"{trace}-2", trace_id=trace, start_time=NOW + 5 * HOUR)
        store.score(id=f"{trace}-s", trace_id=trace)
    delete_traces(store.engine, store.project_id, ["t", "unknown"])
    assert trace_by_id(store.engine, store.project_id, "t") is None
    assert observation_by_id(store.engine, store.project_id, "t-1") is None
    assert observation_by_id(store.engine, store.project_id, "t-2") is None
    assert scores_of_traces(store.engine, store.project_id, ["t", "kept"]) == {"kept": ["kept-s"]}
    assert find_page(store.engine, store.project_id, [], Order(), Page(1, 1), NOW)[1] == 1
    assert count_observations(store.engine, store.project_id, [], NOW) == 2


def test_a_trace_may_come_again(store: Store) -> None:
    old = store.trace(id="t", name="old")
    delete_traces(store.engine, store.project_id, ["t"])
    delete_traces(store.engine, store.project_id, ["t"])
    store.trace(id="t", name="new", row_version=old.row_version + 10)
    found = trace_by_id(store.engine, store.project_id, "t")
    assert found is not None
    assert found.name == "new"
