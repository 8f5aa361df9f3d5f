from __future__ import annotations

import pytest
from tests.ingest.batch.events import MICROS, error_of, fields_of

VALUES = ("value", "string_value", "long_string_value")


def score(**body):
    return fields_of("score-create", {"traceId": "t", "name": "n"} | body)


def refused(**body):
    return error_of("score-create", {"traceId": "t", "name": "n", "value": 1} | body)


def stored_value(**body):
    fields = score(**body)
    return fields["data_type"], *(fields[name] for name in VALUES)


def test_every_field():
    fields = score(
        observationId="o",
        value=0.5,
        comment="good",
        metadata={"by": "me"},
        configId="c",
        queueId="q",
        environment="prod",
    )
    assert fields == {
        "timestamp": MICROS,
        "trace_id": "t",
        "observation_id": "o",
        "name": "n",
        "source": "API",
        "data_type": "NUMERIC",
        "value": 0.5,
        "string_value": None,
        "long_string_value": None,
        "comment": "good",
        "metadata": {"by": "me"},
        "config_id": "c",
        "queue_id": "q",
        "environment": "prod",
    }


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        ({"value": 2}, ("NUMERIC", 2.0, None, None)),
        ({"value": 0.5, "dataType": "NUMERIC"}, ("NUMERIC", 0.5, None, None)),
        ({"value": "good"}, ("CATEGORICAL", 0.0, "good", None)),
        ({"value": "good", "dataType": None}, ("CATEGORICAL", 0.0, "good", None)),
        ({"value": 1, "dataType": "BOOLEAN"}, ("BOOLEAN", 1.0, "True", None)),
        ({"value": 0.0, "dataType": "BOOLEAN"}, ("BOOLEAN", 0.0, "False", None)),
        ({"value": True, "dataType": "BOOLEAN"}, ("BOOLEAN", 1.0, "True", None)),
        ({"value": "a text", "dataType": "TEXT"}, ("TEXT", None, "a text", None)),
        ({"value": "x" * 9999, "dataType": "CORRECTION"}, ("CORRECTION", None, None, "x" * 9999)),
    ],
)
def test_values_by_type(body, stored):
    assert stored_value(**body) == stored


def test_every_value_field_is_named_so_that_a_new_type_overwrites_the_old():
    assert set(VALUES) <= score(value=1).keys()


@pytest.mark.parametrize(
    "body",
    [
        {"value": None},
        {"value": {}},
        {"value": []},
        {"value": True},
        {"value": "1", "dataType": "NUMERIC"},
        {"value": True, "dataType": "NUMERIC"},
        {"value": 1, "dataType": "CATEGORICAL"},
        {"value": "", "dataType": "CATEGORICAL"},
        {"value": 2, "dataType": "BOOLEAN"},
        {"value": "True", "dataType": "BOOLEAN"},
        {"value": "", "dataType": "TEXT"},
        {"value": "x" * 501, "dataType": "TEXT"},
        {"value": 5, "dataType": "CORRECTION"},
        {"value": 10**400},
    ],
)
def test_values_that_do_not_fit_their_type_are_refused(body):
    assert "$.body.value" in refused(**body)


def test_unknown_types_are_refused():
    assert "$.body.dataType" in refused(dataType="MOOD")


@pytest.mark.parametrize(
    "subject",
    [
        {"traceId": None},
        {"traceId": ""},
        {"sessionId": "s"},
        {"datasetRunId": "r"},
        {"traceId": None, "sessionId": "s", "datasetRunId": "r"},
        {"traceId": None, "sessionId": "s", "observationId": "o"},
    ],
)
def test_a_score_has_exactly_one_subject(subject):
    assert refused(**subject)


@pytest.mark.parametrize("name", ["sessionId", "datasetRunId"])
def test_sessions_and_dataset_runs_are_subjects(name):
    fields = score(traceId=None, value=1, **{name: "x"})
    assert "trace_id" not in fields and "observation_id" not in fields
    assert fields["session_id" if name == "sessionId" else "dataset_run_id"] == "x"


def test_a_score_needs_a_name():
    assert "$.body.name" in refused(name=None)
    assert "$.body.name" in refused(name="")


def test_corrections():
    assert score(name=None, value="better", dataType="CORRECTION")["name"] == "output"
    assert score(name="other", value="better", dataType="CORRECTION")["name"] == "output"
    better = {"value": "better", "dataType": "CORRECTION"}
    assert "$.body.configId" in refused(configId="c", **better)
    assert "$.body.traceId" in refused(traceId=None, sessionId="s", **better)


def test_comments_can_be_cleared():
    assert score(value=1, comment=None)["comment"] is None
    assert "comment" not in score(value=1)
