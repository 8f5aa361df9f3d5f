from __future__ import annotations

from tests.events.metrics.asking import ask_one, lasting
from tests.store import Store


def test_counts_different_values(store: Store) -> None:
    store.add(observations=lasting(store, 5, 5, 6, None))
    assert ask_one(store, "uniq_latency") == [2]


def test_of_text_leaves_out_null(store: Store) -> None:
    users = ("a", "b", "a", "")
    store.add(observations=[store.observation_row(user_id=user) for user in users])
    assert ask_one(store, "uniq_uniqueUserIds", version="v2") == [2]


def test_of_traces(store: Store) -> None:
    traces = ("t1", "t1", "t2")
    store.add(observations=[store.observation_row(trace_id=trace) for trace in traces])
    assert ask_one(store, "uniq_traceId", version="v2") == [2]
