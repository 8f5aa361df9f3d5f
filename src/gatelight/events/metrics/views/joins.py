"""The joins of the views: each reads narrow columns of the project's rows, newest versions only.

A joined row may lie outside the asked window (a trace that began before it, a score given days
later). The projections by id, which need no merging, tell between which times the joined rows lie;
only those times of the table are read.
"""

from __future__ import annotations

_PROJECT = "project_id = {project_id:String}"


def _rows_of(table: str, time: str, column: str, ids: str) -> str:
    """FROM and WHERE of the rows of `table` whose `column` is among `ids` (a subquery)."""
    named = f"WHERE {_PROJECT} AND {column} IN {ids}"
    return (
        f"FROM {table} FINAL {named} "
        f"AND {time} >= (SELECT min({time}) FROM {table} {named}) "
        f"AND {time} <= (SELECT max({time}) FROM {table} {named})"
    )


def trace_observations(rows: str) -> str:
    """Observations of traces, summed up for each trace: `observed`."""
    return (
        "LEFT JOIN (SELECT trace_id, count() AS observations, min(start_time) AS first, "
        "max(greatest(start_time, ifNull(end_time, start_time))) AS last, "
        "sum(total_tokens) AS tokens, sum(total_cost) AS cost "
        f"{_rows_of('observations', 'start_time', 'trace_id', f'(SELECT t.id {rows})')} "
        "GROUP BY trace_id) AS observed ON observed.trace_id = t.id"
    )


def trace_scores(rows: str) -> str:
    """Scores of traces and of their observations, counted for each trace: `scored`."""
    return (
        "LEFT JOIN (SELECT trace_id, count() AS scores "
        f"{_rows_of('scores', 'timestamp', 'trace_id', f'(SELECT t.id {rows})')} "
        "GROUP BY trace_id) AS scored ON scored.trace_id = t.id"
    )


def observation_scores(rows: str) -> str:
    """Scores of observations, counted for each observation: `scored`."""
    return (
        "LEFT JOIN (SELECT trace_id, observation_id, count() AS scores "
        f"{_rows_of('scores', 'timestamp', 'trace_id', f'(SELECT o.trace_id {rows})')} "
        "AND observation_id != '' GROUP BY trace_id, observation_id) AS scored "
        "ON scored.observation_id = o.id AND scored.trace_id = o.trace_id"
    )


def score_trace(rows: str) -> str:
    """The trace a score is about: `traced`."""
    ids = f"(SELECT s.trace_id {rows} AND s.trace_id != '')"
    return (
        "LEFT JOIN (SELECT id, name, user_id, tags, release, version "
        f"{_rows_of('traces', 'timestamp', 'id', ids)}) AS traced ON traced.id = s.trace_id"
    )


def score_observation(rows: str) -> str:
    """The observation a score is about: `observed`."""
    ids = f"(SELECT s.observation_id {rows} AND s.observation_id != '')"
    return (
        "LEFT JOIN (SELECT id, trace_id, name, model, prompt_name, prompt_version "
        f"{_rows_of('observations', 'start_time', 'id', ids)}) AS observed "
        "ON observed.id = s.observation_id AND observed.trace_id = s.trace_id"
    )


def score_experiment(rows: str) -> str:
    """The experiment whose run made the scored trace: `tried`."""
    ids = f"(SELECT s.trace_id {rows} AND s.trace_id != '')"
    return (
        "LEFT JOIN (SELECT trace_id, max(experiment['id']) AS experiment_id, "
        "max(experiment['name']) AS experiment_name "
        f"{_rows_of('observations', 'start_time', 'trace_id', ids)} "
        "GROUP BY trace_id) AS tried ON tried.trace_id = s.trace_id"
    )
