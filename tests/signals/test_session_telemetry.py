"""What logs and metrics tell of a session: Claude Code's above all."""

from __future__ import annotations

import itertools

from tests.store import NOW, SECOND

MINUTE = 60 * SECOND


def telemetry(api, session="s1", **params):
    answer = api.get(f"/api/public/sessions/{session}/telemetry", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def tokens(store, kind, value, **more):
    store.metric_point(
        **{
            "series_id": f"tokens-{kind}",
            "name": "claude_code.token.usage",
            "unit": "tokens",
            "type": "sum",
            "temporality": "delta",
            "is_monotonic": True,
            "session_id": "s1",
            "attributes": {"type": kind, "model": "opus"},
            "value": value,
        }
        | more
    )


def test_events_come_in_order_and_page_by_page(api, store):
    names = ["user_prompt", "api_request", "tool_result", "api_request"]
    places = [(NOW, 1), (NOW, 2), (NOW + MINUTE, 0), (NOW + 2 * MINUTE, 0)]
    for (timestamp, sequence), name in reversed([*zip(places, names, strict=True)]):
        store.log_record(
            timestamp=timestamp, sequence=sequence, name=f"claude_code.{name}", session_id="s1"
        )
    store.log_record(session_id="s2")
    told = telemetry(api)
    assert [event["name"].split(".")[1] for event in told["events"]] == names
    assert told["eventCounts"]["claude_code.api_request"] == 2
    assert told["meta"] == {}
    found, params = [], {"limit": 3}
    for _ in itertools.count():
        page = telemetry(api, **params)
        found += [event["id"] for event in page["events"]]
        if "cursor" not in page["meta"]:
            break
        params["cursor"] = page["meta"]["cursor"]
    assert found == [event["id"] for event in told["events"]]


def test_a_session_has_the_events_of_its_traces_too(api, store):
    store.trace(id="t1", session_id="s1")
    store.trace(id="t2", session_id="s2")
    store.log_record(id="own", trace_id="t1", timestamp=NOW + 5 * MINUTE)
    store.log_record(id="other", trace_id="t2")
    told = telemetry(api)
    assert ([event["id"] for event in told["events"]], told["traceCount"]) == (["own"], 1)
    assert told["totals"] == {"source": None, "cost": None, "tokens": {}}


def test_delta_counters_add_up(api, store):
    tokens(store, "input", 10)
    tokens(store, "input", 5, timestamp=NOW + MINUTE)
    tokens(store, "cacheRead", 100)
    tokens(store, "input", 99, session_id="s2")
    cost = {"name": "claude_code.cost.usage", "unit": "USD", "series_id": "cost"}
    tokens(store, "", 0.25, **cost, attributes={"model": "opus"})
    tokens(store, "", 0.5, **cost | {"series_id": "cost-2"}, attributes={"model": "haiku"})
    told = telemetry(api)
    assert told["totals"] == {
        "source": "metrics",
        "cost": 0.75,
        "tokens": {"input": 15, "cacheRead": 100},
    }
    by_name = {metric["name"]: metric for metric in told["metrics"]}
    found = by_name["claude_code.token.usage"]
    assert (found["unit"], found["value"], found["points"]) == ("tokens", 115, 3)
    assert sorted(series["value"] for series in found["series"]) == [15, 100]
    costs = by_name["claude_code.cost.usage"]["series"]
    assert {series["attributes"]["model"]: series["value"] for series in costs} == {
        "opus": 0.25,
        "haiku": 0.5,
    }


def test_cumulative_counters_count_their_last_point_of_each_start(api, store):
    cumulative = {"temporality": "cumulative", "start_timestamp": NOW}
    tokens(store, "input", 10, **cumulative)
    tokens(store, "input", 25, **cumulative, timestamp=NOW + MINUTE)
    restarted = {"temporality": "cumulative", "start_timestamp": NOW + 2 * MINUTE}
    tokens(store, "input", 3, **restarted, timestamp=NOW + 3 * MINUTE)
    told = telemetry(api)
    assert told["totals"]["tokens"] == {"input": 28}
    (metric,) = told["metrics"]
    assert [series["value"] for series in metric["series"]] == [28]


def test_gauges_show_the_newest_value_and_histograms_their_sums(api, store):
    for age, value in ((0, 3.0), (1, 7.0)):
        store.metric_point(name="g", timestamp=NOW - age * MINUTE, value=value, session_id="s1")
    for count in (2, 3):
        store.metric_point(
            name="h",
            series_id="h",
            type="histogram",
            temporality="delta",
            point_count=count,
            point_sum=1.5,
            session_id="s1",
        )
    gauge, histogram = telemetry(api)["metrics"]
    assert (gauge["value"], gauge["points"]) == (3.0, 2)
    assert (histogram["count"], histogram["sum"]) == (5, 3.0)


def test_without_metrics_the_request_events_tell_cost_and_tokens(api, store):
    for number, cost in enumerate(("0.25", '"0.5"', "broken")):
        store.log_record(
            name="claude_code.api_request",
            session_id="s1",
            sequence=number,
            attributes={"cost_usd": cost, "input_tokens": "10", "cache_read_tokens": '"7"'},
        )
    assert telemetry(api)["totals"] == {
        "source": "events",
        "cost": 0.75,
        "tokens": {"input": 30, "output": 0, "cacheRead": 21, "cacheCreation": 0},
    }


def test_unknown_sessions_are_not_found_and_ids_may_hold_slashes(api, store):
    assert api.get("/api/public/sessions/none/telemetry").status_code == 404
    store.log_record(id="one", session_id="a/b")
    assert telemetry(api, "a/b")["events"][0]["id"] == "one"
