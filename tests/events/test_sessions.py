from __future__ import annotations

from tests.store import NOW, SECOND, Store

from gatelight.events.filters import Filter
from gatelight.events.sessions import count_sessions, find_sessions, session_traces


def test_a_session_begins_with_its_first_trace(store: Store) -> None:
    store.add(
        traces=[
            store.trace_row(
                id="a", session_id="s1", timestamp=NOW + 9 * SECOND, environment="late"
            ),
            store.trace_row(id="b", session_id="s1", timestamp=NOW, environment="early"),
            store.trace_row(id="c", session_id="s2", timestamp=NOW + SECOND),
            store.trace_row(id="d"),
        ]
    )
    heads = find_sessions(store.engine, store.project_id, [], 50, 0)
    assert [(head.id, head.created_at, head.environment) for head in heads] == [
        ("s2", NOW + SECOND, "default"),
        ("s1", NOW, "early"),
    ]
    assert count_sessions(store.engine, store.project_id, []) == 2
    early = [Filter("stringOptions", "environment", "any of", ["early"])]
    assert [h.id for h in find_sessions(store.engine, store.project_id, early, 50, 0)] == ["s1"]
    later = [Filter("datetime", "createdAt", ">=", NOW + SECOND)]
    assert [h.id for h in find_sessions(store.engine, store.project_id, later, 50, 0)] == ["s2"]
    assert count_sessions(store.engine, store.project_id, later) == 1
    assert [h.id for h in find_sessions(store.engine, store.project_id, [], 1, 1)] == ["s1"]


def test_traces_of_a_session_newest_first_without_those_that_left(store: Store) -> None:
    store.trace(id="left", session_id="s")
    store.trace(id="left", session_id="other")
    store.add(
        traces=[
            store.trace_row(id="a", session_id="s"),
            store.trace_row(id="b", session_id="s", timestamp=NOW + SECOND, input="text"),
        ]
    )
    rows = session_traces(store.engine, store.project_id, "s")
    assert [row.id for row in rows] == ["b", "a"]
    assert rows[0].input == "text"
