from __future__ import annotations

import re

import pytest
from tests.events.metrics.asking import WINDOW, ask, fields, metrics
from tests.store import Store

from gatelight.events.metrics import VIEWS, Version, parse_query, read_query
from gatelight.events.metrics.sql import answer_sql


@pytest.fixture
def two(store: Store) -> tuple[Store, Store]:
    """Two projects with the same ids; the second has twice as much of everything."""
    other = Store(store.engine, f"{store.project_id}-other")
    for times, project in ((1, store), (2, other)):
        project.trace(id="trace", name=f"name-{times}", user_id=f"user-{times}")
        for number in range(times):
            project.observation(id=f"o{number}", user_id=f"user-{times}", name=f"step-{times}")
            project.score(
                id=f"s{number}", trace_id="trace", observation_id="o0", value=float(times)
            )
    return store, other


def test_each_project_counts_its_own(two: tuple[Store, Store]) -> None:
    for times, project in enumerate(two, 1):
        assert ask(project, metrics=metrics("count_count")) == [{"count_count": times}]
        assert ask(
            project,
            view="traces",
            dimensions=fields("userId"),
            metrics=metrics("count_count", "sum_observationsCount", "sum_scoresCount"),
        ) == [
            {
                "userId": f"user-{times}",
                "count_count": 1,
                "sum_observationsCount": times,
                "sum_scoresCount": times,
            }
        ]
        assert ask(
            project,
            view="scores-numeric",
            dimensions=fields("traceName", "observationName"),
            metrics=metrics("count_count", "avg_value"),
        ) == [
            {
                "traceName": f"name-{times}",
                "observationName": f"step-{times}",
                "count_count": times,
                "avg_value": times,
            }
        ]


def test_scores_of_a_foreign_project_do_not_count(two: tuple[Store, Store]) -> None:
    store, _ = two
    rows = ask(store, dimensions=fields("id"), metrics=metrics("sum_countScores"))
    assert rows == [{"id": "o0", "sum_countScores": 1}]


@pytest.mark.parametrize(
    ("version", "name"), [(version, name) for version in VIEWS for name in VIEWS[version]]
)
def test_every_read_names_the_project(version: Version, name: str) -> None:
    view = VIEWS[version][name]
    plain = {"view": name, **WINDOW, "metrics": metrics("count_count")}
    top = {"orderBy": fields_desc("count_count"), "config": {"row_limit": 5}}
    questions = [plain | top | {"dimensions": fields(dimension)} for dimension in view.dimensions]
    questions += [plain | {"metrics": metrics(f"count_{measure}")} for measure in view.measures]
    for question in questions:
        sql = answer_sql(read_query(question, version), "p", {}, 10).sql
        reads = len(re.findall(r"FROM (traces|observations|scores)\b", sql))
        assert sql.count("project_id = {project_id:String}") == reads
        assert f"{view.time} >= fromUnixTimestamp64Micro" in sql
        assert f"FROM {view.table} AS {view.alias} FINAL" in sql


def fields_desc(name: str) -> list[dict[str, str]]:
    return [{"field": name, "direction": "desc"}]


def test_a_value_never_enters_the_sql() -> None:
    text = (
        '{"view":"observations","fromTimestamp":"2026-01-01T00:00:00Z",'
        '"toTimestamp":"2026-02-01T00:00:00Z","metrics":[{"measure":"count","aggregation":"count"}],'
        '"filters":[{"type":"string","column":"name","operator":"=","value":"\'; DROP TABLE"}]}'
    )
    statement = answer_sql(parse_query(text, "v2"), "p", {}, 10)
    assert "DROP" not in statement.sql
    assert "'; DROP TABLE" in statement.params.values.values()
