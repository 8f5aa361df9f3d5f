from __future__ import annotations

from tests.store import NOW, SECOND, Store

from gatelight.events.trace_scores import score_rows_of_trace, scores_of_traces


def test_newest_first_without_types_old_clients_cannot_read(store: Store) -> None:
    store.add(
        scores=[
            store.score_row(id="number", trace_id="t", value=0.5),
            store.score_row(
                id="later", trace_id="t", observation_id="o", timestamp=NOW + SECOND, value=1.0
            ),
            store.score_row(id="text", trace_id="t", data_type="TEXT"),
            store.score_row(id="correction", trace_id="t", data_type="CORRECTION"),
            store.score_row(id="elsewhere", trace_id="u", value=0.0),
        ]
    )
    assert scores_of_traces(store.engine, store.project_id, ["t", "u", "none"]) == {
        "t": ["later", "number"],
        "u": ["elsewhere"],
    }
    rows = score_rows_of_trace(store.engine, store.project_id, "t")
    assert [(row.id, row.value, row.observation_id) for row in rows] == [
        ("later", 1.0, "o"),
        ("number", 0.5, ""),
    ]
