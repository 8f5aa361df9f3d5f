"""No query may look beyond its project: checked over the source, then tried."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store import NOW, Store

from gatelight.events.deletion import delete_traces
from gatelight.events.engine import EventEngine
from gatelight.events.filters import parse_filters
from gatelight.events.observations import (
    ObservationKey,
    count_observations,
    find_observations,
    observation_by_id,
    observation_rows,
    observations_of_trace,
)
from gatelight.events.paging import Page
from gatelight.events.sessions import count_sessions, find_sessions, session_traces
from gatelight.events.trace_scores import score_rows_of_trace, scores_of_traces
from gatelight.events.traces import (
    Order,
    TraceKey,
    find_page,
    find_traces,
    locate_traces,
    observation_minutes,
    trace_by_id,
    trace_rows,
    trace_summaries,
)

SOURCE = Path(__file__).parents[2] / "src" / "gatelight"
EVENT_TABLE = re.compile(
    r"\b(?:FROM|JOIN)\s+(?:observations|traces|scores|log_records|metric_points)\b"
)
QUERY = re.compile(r"\bSELECT\b")
# One project, or the projects of whoever asks (`/trace/{id}` opens a trace by its id alone).
BOUND = re.compile(
    r"project_id\s*=\s*\{+project(?:_id)?:String\}+"
    r"|project_id IN \{+project_ids:Array\(String\)\}+"
)


def _text(node: ast.expr) -> str | None:
    """A string literal, f-string or sum of them, with `{}` for each inserted value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "{}" for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return (_text(node.left) or "{}") + (_text(node.right) or "{}")
    return None


def _texts(node: ast.AST) -> Iterator[str]:
    """Outermost strings only: parts of an f-string are not queries of their own."""
    for child in ast.iter_child_nodes(node):
        text = _text(child) if isinstance(child, ast.expr) else None
        if text is None:
            yield from _texts(child)
        else:
            yield text


def test_every_query_filters_by_project() -> None:
    """Each table read has its own condition, or `WHERE {…}` inserts one the same file writes."""
    seen = 0
    for path in [*(SOURCE / "events").rglob("*.py"), *SOURCE.glob("*/queries.py")]:
        texts = list(_texts(ast.parse(path.read_text())))
        inserted = any(BOUND.search(text) and not EVENT_TABLE.search(text) for text in texts)
        for text in texts:
            reads = len(EVENT_TABLE.findall(text))
            if not reads or not QUERY.search(text):
                continue
            seen += 1
            places = len(re.findall(r"WHERE (?:\{\}|%s)", text))
            bounds = len(BOUND.findall(text)) + (places if inserted else 0)
            assert bounds >= reads, f"{path.relative_to(SOURCE)}: {text}"
    assert seen > 15


@pytest.fixture
def theirs(engine: EventEngine, project_id: str) -> Store:
    """Another project's data under the same ids."""
    theirs = Store(engine, f"{project_id}-theirs")
    theirs.trace(id="trace", session_id="session")
    theirs.observation(id="observation", trace_id="trace", session_id="session")
    theirs.score(id="score", trace_id="trace")
    return theirs


@pytest.mark.usefixtures("theirs")
def test_another_projects_rows_are_not_there(engine: EventEngine, project_id: str) -> None:
    minute = NOW // 60_000_000 * 60
    key = ObservationKey("trace", "observation", NOW)
    assert find_traces(engine, project_id, [], Order(), 50, 0, NOW) == []
    assert find_traces(engine, project_id, [], Order("latency"), 50, 0, NOW) == []
    assert find_page(engine, project_id, [], Order(), Page(1, 50), NOW) == ([], 0)
    assert observation_minutes(engine, project_id, ["trace"]) == []
    assert locate_traces(engine, project_id, ["trace"]) == []
    assert trace_by_id(engine, project_id, "trace") is None
    assert trace_rows(engine, project_id, [TraceKey("trace", NOW)], payload=True) == []
    assert trace_summaries(engine, project_id, ["trace"]) == {}
    assert find_observations(engine, project_id, [], 50, NOW) == []
    assert count_observations(engine, project_id, [], NOW) == 0
    assert observation_by_id(engine, project_id, "observation") is None
    assert observation_rows(engine, project_id, [key]) == []
    assert observations_of_trace(engine, project_id, "trace", [minute]) == []
    assert scores_of_traces(engine, project_id, ["trace"]) == {}
    assert score_rows_of_trace(engine, project_id, "trace") == []
    assert find_sessions(engine, project_id, [], 50, 0) == []
    assert count_sessions(engine, project_id, []) == 0
    assert session_traces(engine, project_id, "session") == []


def test_same_ids_stay_apart(store: Store, theirs: Store) -> None:
    store.trace(id="trace", name="mine")
    found = trace_by_id(store.engine, store.project_id, "trace")
    assert found is not None
    assert found.name == "mine"
    assert trace_summaries(store.engine, store.project_id, ["trace"]) == {}


def test_deletion_stays_in_its_project(store: Store, theirs: Store) -> None:
    store.trace(id="trace")
    delete_traces(store.engine, store.project_id, ["trace"])
    assert trace_by_id(store.engine, store.project_id, "trace") is None
    assert trace_by_id(store.engine, theirs.project_id, "trace") is not None
    assert observation_by_id(store.engine, theirs.project_id, "observation") is not None
    assert len(score_rows_of_trace(store.engine, theirs.project_id, "trace")) == 1


def test_a_filter_cannot_lift_the_boundary(
    engine: EventEngine, project_id: str, theirs: Store
) -> None:
    text = (
        '[{"type":"string","column":"name","operator":"does not contain",'
        f'"value":"\') OR project_id = \'{theirs.project_id}"}}]'
    )
    assert find_traces(engine, project_id, parse_filters(text), Order(), 50, 0, NOW) == []
