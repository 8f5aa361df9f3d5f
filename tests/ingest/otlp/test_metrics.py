"""Metric exports to stored points."""

from __future__ import annotations

import math

import orjson
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from tests.ingest.otlp.exports import NOW, START, START_NS
from tests.ingest.otlp.signal_exports import (
    attributes,
    counter,
    decode,
    json_metrics,
    metric_export,
    points_of,
)

from gatelight.errors import PayloadTooLarge
from gatelight.ingest.otlp.model import MAX_ITEMS, Malformed

HISTOGRAM = {
    "timeUnixNano": str(START_NS),
    "count": "3",
    "sum": 6.5,
    "min": 1,
    "max": "4.5",
    "explicitBounds": [1, 2.5],
    "bucketCounts": ["1", 1, 1],
    "exemplars": [{"traceId": "b" * 32}, {"traceId": "a" * 32}, {"traceId": "0" * 32}],
}


def json_points(*metrics, **more):
    return points_of(orjson.dumps(json_metrics(*metrics, **more)), "json")


def test_what_the_sdk_sends():
    def measure(meter):
        meter.create_counter("calls", "1", "how often").add(2, {"session.id": "s1", "kind": "a"})
        meter.create_up_down_counter("open").add(-1)
        meter.create_histogram("seconds", "s").record(3)
        meter.create_gauge("heat").set(1.5)

    found = {point.name: point for point in points_of(metric_export({"user.id": "ann"}, measure))}
    calls = found["calls"]
    assert (calls.type, calls.temporality, calls.is_monotonic) == ("sum", "cumulative", True)
    assert (calls.value, calls.unit, calls.description) == (2, "1", "how often")
    assert (calls.session_id, calls.user_id, calls.attributes["kind"]) == ("s1", "ann", "a")
    assert calls.start_timestamp is not None
    assert (found["open"].value, found["open"].is_monotonic) == (-1, False)
    seconds = found["seconds"]
    assert (seconds.type, seconds.point_count, seconds.point_sum) == ("histogram", 1, 3)
    assert (seconds.point_min, seconds.point_max, seconds.value) == (3, 3, None)
    assert len(seconds.bucket_counts) == len(seconds.bounds) + 1
    assert (found["heat"].type, found["heat"].value) == ("gauge", 1.5)


def test_json_of_every_type():
    buckets = {"offset": 2, "bucketCounts": ["1", "2"]}
    exponential = {"count": 3, "scale": -1, "zeroCount": "4", "positive": buckets}
    summary = {"count": 2, "sum": 3, "quantileValues": [{"quantile": 0.5, "value": 1.5}]}
    delta = {"aggregationTemporality": "AGGREGATION_TEMPORALITY_DELTA"}
    points = json_points(
        counter("tokens", {"asInt": "12"}),
        {"name": "heat", "gauge": {"dataPoints": [{"asDouble": "NaN"}]}},
        {"name": "time", "histogram": delta | {"dataPoints": [HISTOGRAM]}},
        {"name": "exp", "exponentialHistogram": delta | {"dataPoints": [exponential]}},
        {"name": "sum", "summary": {"dataPoints": [summary]}},
    )
    found = {point.name: point for point in points}
    assert (found["tokens"].value, found["tokens"].temporality) == (12, "delta")
    assert math.isnan(found["heat"].value)
    time = found["time"]
    assert (time.point_count, time.point_sum, time.point_min, time.point_max) == (3, 6.5, 1, 4.5)
    assert (time.bounds, time.bucket_counts) == ([1, 2.5], [1, 1, 1])
    assert time.trace_ids == ["a" * 32, "b" * 32]
    assert orjson.loads(found["exp"].details) == {
        "scale": -1,
        "zeroCount": 4,
        "zeroThreshold": 0.0,
        "positive": {"offset": 2, "bucketCounts": [1, 2]},
        "negative": {"offset": 0, "bucketCounts": []},
    }
    assert orjson.loads(found["sum"].details) == {"quantiles": [{"quantile": 0.5, "value": 1.5}]}


def test_both_encodings_of_the_rarer_types_are_the_same():
    request = ExportMetricsServiceRequest()
    scope = request.resource_metrics.add().scope_metrics.add()
    scope.scope.name = "test"
    exponential = scope.metrics.add(name="exp").exponential_histogram
    exponential.aggregation_temporality = 1
    point = exponential.data_points.add(time_unix_nano=START_NS, count=3, scale=-1, zero_count=4)
    point.positive.offset = 2
    point.positive.bucket_counts.extend([1, 2])
    summary = scope.metrics.add(name="sum").summary.data_points.add(
        time_unix_nano=START_NS, count=2, sum=3
    )
    summary.quantile_values.add(quantile=0.5, value=1.5)
    time = {"timeUnixNano": START_NS}
    buckets = {"offset": 2, "bucketCounts": ["1", "2"]}
    sent = json_points(
        {
            "name": "exp",
            "exponentialHistogram": {
                "aggregationTemporality": 1,
                "dataPoints": [
                    time | {"count": 3, "scale": -1, "zeroCount": "4", "positive": buckets}
                ],
            },
        },
        {
            "name": "sum",
            "summary": {
                "dataPoints": [
                    time
                    | {"count": 2, "sum": 3, "quantileValues": [{"quantile": 0.5, "value": 1.5}]}
                ]
            },
        },
    )
    assert points_of(request.SerializeToString()) == sent


def test_a_point_that_records_nothing_has_no_value():
    (point,) = json_points(counter("tokens", {"asInt": "12", "flags": 1}))
    assert point.value is None


def test_ids_follow_the_content_and_series_the_labels():
    one = counter("tokens", {"asInt": 1, "attributes": attributes(type="input")})
    later = counter(
        "tokens",
        {"asInt": 2, "timeUnixNano": START_NS + 10**9, "attributes": attributes(type="input")},
        {"asInt": 1, "attributes": attributes(type="output")},
    )
    first, (second, third) = json_points(one), json_points(later)
    assert json_points(one) == first
    assert len({first[0].id, second.id, third.id}) == 3
    assert first[0].series_id == second.series_id != third.series_id


def test_times_that_cannot_be_are_replaced_and_noted():
    sent = json_metrics(counter("a", {"timeUnixNano": 0}, {"startTimeUnixNano": START_NS}))
    submission = decode("metrics", orjson.dumps(sent), "json")
    assert [point.timestamp for point in submission.metric_points] == [NOW, START]
    assert submission.notes[0].reason.startswith("1 metric points")


@pytest.mark.parametrize(
    "metric",
    [
        {"sum": 1},
        {"sum": {"dataPoints": {}}},
        {"gauge": {"dataPoints": [{"asDouble": "warm"}]}},
        {"gauge": {"dataPoints": [{"asInt": True}]}},
        {"histogram": {"dataPoints": [{"count": -1}]}},
        {"histogram": {"dataPoints": [{"count": str(2**64)}]}},
        {"histogram": {"dataPoints": [{"bucketCounts": "many"}]}},
        {"histogram": {"dataPoints": [{"bucketCounts": [1.5]}]}},
        {"histogram": {"dataPoints": [{"explicitBounds": [None]}]}},
    ],
)
def test_what_cannot_be_read_is_refused(metric):
    with pytest.raises(Malformed):
        json_points({"name": "m"} | metric)


def test_too_many_points_are_refused():
    many = [{"asInt": 1}] * (MAX_ITEMS // 2 + 1)
    with pytest.raises(PayloadTooLarge, match="metric points"):
        json_points(counter("a", *many), counter("b", *many))


def test_a_metric_without_data_has_no_points():
    assert json_points({"name": "nothing"}) == []
    request = ExportMetricsServiceRequest()
    request.resource_metrics.add().scope_metrics.add().metrics.add(name="nothing")
    assert points_of(request.SerializeToString()) == []
