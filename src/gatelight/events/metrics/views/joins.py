"""The joins of the views: each reads narrow columns of the project's rows, newest versions only.

A joined row may lie outside the asked window (a trace that began before it, a score given days
later), so each join has a wider window of its own.
"""

from __future__ import annotations

from gatelight.events.filters import Params
from gatelight.events.metrics.model import DAY, Window
from gatelight.events.metrics.views.expressions import key_total

MARGIN = 2 * DAY
"""How long before and after its trace an observation may lie, and how long before it a score."""

PROJECT = "project_id = {project_id:String}"


def trace_observations(params: Params, window: Window, rows: str) -> str:
    """Observations of traces, summed up for each trace: `observed`."""
    start, end = params.time(window.start - MARGIN), params.time(window.end + MARGIN)
    return (
        "LEFT JOIN (SELECT trace_id, count() AS observations, min(start_time) AS first, "
        "max(greatest(start_time, ifNull(end_time, start_time))) AS last, "
        f"sum({key_total('usage_details')}) AS tokens, sum(total_cost) AS cost "
        f"FROM observations FINAL WHERE {PROJECT} "
        f"AND start_time >= {start} AND start_time <= {end} "
        f"AND trace_id IN (SELECT t.id {rows}) GROUP BY trace_id) AS observed "
        "ON observed.trace_id = t.id"
    )


def trace_scores(params: Params, window: Window, rows: str) -> str:
    """Scores of traces and of their observations, counted for each trace: `scored`."""
    return (
        "LEFT JOIN (SELECT trace_id, count() AS scores FROM scores FINAL "
        f"WHERE {PROJECT} AND timestamp >= {params.time(window.start - MARGIN)} "
        f"AND trace_id IN (SELECT t.id {rows}) GROUP BY trace_id) AS scored "
        "ON scored.trace_id = t.id"
    )


def observation_scores(params: Params, window: Window, _rows: str) -> str:
    """Scores of observations, counted for each observation: `scored`."""
    return (
        "LEFT JOIN (SELECT trace_id, observation_id, count() AS scores FROM scores FINAL "
        f"WHERE {PROJECT} AND timestamp >= {params.time(window.start - MARGIN)} "
        "AND observation_id != '' GROUP BY trace_id, observation_id) AS scored "
        "ON scored.observation_id = o.id AND scored.trace_id = o.trace_id"
    )


def score_trace(_params: Params, _window: Window, rows: str) -> str:
    """The trace a score is about: `traced`. The projection by id tells how far back to read."""
    ids = f"(SELECT s.trace_id {rows} AND s.trace_id != '')"
    return (
        "LEFT JOIN (SELECT id, name, user_id, tags, release, version FROM traces FINAL "
        f"WHERE {PROJECT} AND id IN {ids} AND timestamp >= "
        f"(SELECT min(timestamp) FROM traces WHERE {PROJECT} AND id IN {ids})) AS traced "
        "ON traced.id = s.trace_id"
    )


def score_observation(_params: Params, _window: Window, rows: str) -> str:
    """The observation a score is about: `observed`."""
    ids = f"(SELECT s.observation_id {rows} AND s.observation_id != '')"
    return (
        "LEFT JOIN (SELECT id, trace_id, name, model, prompt_name, prompt_version "
        f"FROM observations FINAL WHERE {PROJECT} AND id IN {ids} AND start_time >= "
        f"(SELECT min(start_time) FROM observations WHERE {PROJECT} AND id IN {ids})) AS observed "
        "ON observed.id = s.observation_id AND observed.trace_id = s.trace_id"
    )


def score_experiment(_params: Params, _window: Window, rows: str) -> str:
    """The experiment whose run made the scored trace: `tried`."""
    ids = f"(SELECT s.trace_id {rows} AND s.trace_id != '')"
    return (
        "LEFT JOIN (SELECT trace_id, max(experiment['id']) AS experiment_id, "
        "max(experiment['name']) AS experiment_name "
        f"FROM observations FINAL WHERE {PROJECT} AND trace_id IN {ids} AND start_time >= "
        f"(SELECT min(start_time) FROM observations WHERE {PROJECT} AND trace_id IN {ids}) "
        "GROUP BY trace_id) AS tried ON tried.trace_id = s.trace_id"
    )
