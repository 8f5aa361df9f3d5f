"""Lists of scores, single scores, and deletion."""

from __future__ import annotations

from typing import Any

from gatelight.errors import NotFound
from gatelight.events.paging import Page, listed
from gatelight.events.rows import ScoreRow
from gatelight.events.score_wire import score_body, score_body_v3
from gatelight.events.scores import (
    ScoredTrace,
    ScoreSearch,
    count_scores,
    delete_score,
    find_scores,
    score_by_id,
    score_rows,
    scored_traces,
)
from gatelight.scores.schemas import V3Question, write_cursor
from gatelight.services import Services

Body = dict[str, Any]


def list_scores(
    services: Services, project_id: str, search: ScoreSearch, page: Page, *, with_trace: bool
) -> Body:
    """One page of the v1 or v2 list: `{data, meta}`, newest first."""
    engine = services.events
    keys = find_scores(
        engine, project_id, search, page.limit, services.clock.now(), offset=page.offset
    )
    rows = score_rows(engine, project_id, keys)
    data = [score_body(row) for row in rows]
    if with_trace:
        traces = scored_traces(engine, project_id, (row.trace_id for row in rows))
        for row, body in zip(rows, data, strict=True):
            body["trace"] = _trace_body(row, traces)
    return listed(data, page, count_scores(engine, project_id, search))


def _trace_body(row: ScoreRow, traces: dict[str, ScoredTrace]) -> Body | None:
    """What a score's row says about its trace; a trace not (yet) known has no attributes."""
    if not row.trace_id:
        return None
    trace = traces.get(row.trace_id)
    if trace is None:
        return {"userId": None, "sessionId": None, "tags": [], "environment": None}
    return {
        "userId": trace.user_id or None,
        "sessionId": trace.session_id or None,
        "tags": trace.tags,
        "environment": trace.environment,
    }


def list_scores_v3(services: Services, project_id: str, question: V3Question) -> Body:
    """One page of the v3 list; `meta.cursor` is there when another page follows."""
    engine = services.events
    keys = find_scores(
        engine,
        project_id,
        question.search,
        question.limit + 1,
        services.clock.now(),
        after=question.after,
    )
    page = keys[: question.limit]
    rows = score_rows(engine, project_id, page)
    meta: Body = {"limit": question.limit}
    if len(keys) > question.limit:
        meta["cursor"] = write_cursor(page[-1])
    return {"data": [score_body_v3(row, question.groups) for row in rows], "meta": meta}


def get_score(services: Services, project_id: str, score_id: str, *, v1: bool) -> Body:
    """One score. v1 knows scores of traces only, and no corrections. Raises NotFound."""
    row = score_by_id(services.events, project_id, score_id)
    if row is None or (v1 and (not row.trace_id or row.data_type == "CORRECTION")):
        raise NotFound(f"Score {score_id} not found within authorized project")
    return score_body(row)


def remove_score(services: Services, project_id: str, score_id: str) -> None:
    """Gone from every read on return. Raises NotFound."""
    if score_by_id(services.events, project_id, score_id) is None:
        raise NotFound(f"Score {score_id} not found within authorized project")
    services.writer.exclusively(
        lambda _committer: delete_score(services.events, project_id, score_id)
    )
