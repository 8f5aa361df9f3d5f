"""Scores that name a config are checked against it at every door, and refused with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from tests.whole_app import BEARER, WholeApp, whole_app

TIME = "2026-11-01T12:00:00.000Z"
numbers = count()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    with whole_app(tmp_path_factory.mktemp("data")) as running:
        yield running


def config(app: WholeApp, **fields: Any) -> str:
    body = {"name": "quality", "dataType": "NUMERIC", "minValue": 0, "maxValue": 1}
    if fields.get("dataType"):
        body = {"name": "quality"}
    answer = app.post("/api/public/score-configs", body | fields)
    assert answer.status_code == 200, answer.text
    made: str = answer.json()["id"]
    return made


def categorical(app: WholeApp) -> str:
    words = [{"label": "good", "value": 3}, {"label": "bad", "value": -1}]
    return config(app, dataType="CATEGORICAL", categories=words)


def score(config_id: str, value: Any, **fields: Any) -> dict[str, Any]:
    body = {"id": f"score-{next(numbers)}", "traceId": "t", "name": "quality", "value": value}
    return body | {"configId": config_id} | fields


def send(app: WholeApp, *bodies: dict[str, Any]) -> dict[str, Any]:
    batch = [
        {"id": body["id"], "type": "score-create", "timestamp": TIME, "body": body}
        for body in bodies
    ]
    answer = app.post("/api/public/ingestion", {"batch": batch})
    assert answer.status_code == 207
    answered: dict[str, Any] = answer.json()
    return answered


def refused(app: WholeApp, body: dict[str, Any]) -> str:
    answered = send(app, body)
    assert answered["successes"] == []
    (error,) = answered["errors"]
    assert (error["id"], error["status"]) == (body["id"], 400)
    assert app.rows("scores", body["id"]) == []
    reason: str = error["error"]
    return reason


def test_a_number_must_lie_within_the_bounds(app: WholeApp) -> None:
    made = config(app)
    good = [score(made, value) for value in (0, 0.5, 1)]
    assert send(app, *good)["errors"] == []
    row = app.row("scores", good[1]["id"])
    assert (row["value"], row["config_id"], row["data_type"]) == (0.5, made, "NUMERIC")
    assert "below 0" in refused(app, score(made, -0.1))
    assert "above 1" in refused(app, score(made, 1.1))
    assert "number" in refused(app, score(made, "good"))


def test_a_category_gives_the_number(app: WholeApp) -> None:
    made = categorical(app)
    body = score(made, "bad")
    assert send(app, body)["errors"] == []
    row = app.row("scores", body["id"])
    assert (row["value"], row["string_value"], row["data_type"]) == (-1, "bad", "CATEGORICAL")
    read = app.get(f"/api/public/v2/scores/{body['id']}").json()
    assert (read["value"], read["stringValue"], read["configId"]) == (-1, "bad", made)
    assert "no category 'so so', only 'good', 'bad'" in refused(app, score(made, "so so"))


def test_the_data_type_is_the_config_s(app: WholeApp) -> None:
    truth = config(app, dataType="BOOLEAN")
    body = score(truth, 1)
    assert send(app, body)["errors"] == []
    row = app.row("scores", body["id"])
    assert (row["data_type"], row["string_value"]) == ("BOOLEAN", "True")
    assert "0 or 1" in refused(app, score(truth, 2))
    assert "is BOOLEAN, not NUMERIC" in refused(app, score(truth, 1, dataType="NUMERIC"))
    text = score(config(app, dataType="TEXT"), "well said")
    assert send(app, text)["errors"] == []
    assert app.row("scores", text["id"])["data_type"] == "TEXT"


def test_name_archive_and_existence(app: WholeApp) -> None:
    made = config(app)
    assert "named 'quality', not 'other'" in refused(app, score(made, 1, name="other"))
    assert app.client.patch(
        f"/api/public/score-configs/{made}",
        json={"isArchived": True},
        auth=("pk-lf-test", "sk-lf-test"),
    ).is_success
    assert "archived" in refused(app, score(made, 1))
    for unknown in ("none", "\0", "x" * 900):
        assert "no score config" in refused(app, score(unknown, 1))


def test_a_refused_score_takes_nothing_with_it_and_leaves_a_note(app: WholeApp) -> None:
    made = config(app)
    good, bad, plain = score(made, 1), score(made, 7), score("", 7)
    answered = send(app, good, bad, plain)
    assert [each["id"] for each in answered["successes"]] == [good["id"], plain["id"]]
    notes = app.get("/api/public/ingestion/refused", eventId=bad["id"]).json()["data"]
    assert "above 1" in notes[0]["reason"]


def test_the_other_doors_are_as_truthful(app: WholeApp) -> None:
    made = config(app)
    one = app.post("/api/public/scores", score(made, 7))
    assert one.status_code == 400
    assert "above 1" in str(one.json()["error"])
    assert app.post("/api/public/scores", score(made, 1)).status_code == 200
    many = app.post("/api/public/scores", [score(made, 0), score(made, 7)])
    assert many.status_code == 207
    assert (many.json()["accepted"], many.json()["rejected"]) == (1, 1)
    assert "above 1" in many.json()["errors"][0]["message"]
    bearer = app.client.post("/api/public/scores", json=score(made, 7), headers=BEARER)
    assert bearer.status_code == 400


def test_a_config_of_another_project_is_unknown(app: WholeApp) -> None:
    from gatelight.records.tables.projects import Project
    from gatelight.records.tables.score_configs import ScoreConfigRow

    with app.services.database.session() as session:
        session.add(Project(id="other", organization_id="org-test", name="Other"))
        session.flush()
        session.add(
            ScoreConfigRow(id="theirs", project_id="other", name="quality", data_type="NUMERIC")
        )
    assert "no score config" in refused(app, score("theirs", 1))


def test_a_store_that_is_down_loses_no_score(app: WholeApp, monkeypatch: Any) -> None:
    from gatelight.errors import ServiceUnavailable

    made = config(app)

    def down(*_args: object) -> None:
        raise ServiceUnavailable

    monkeypatch.setattr("gatelight.score_configs.queries.find_config", down)
    body = score(made, 1)
    batch = [{"id": "e", "type": "score-create", "timestamp": TIME, "body": body}]
    assert app.post("/api/public/ingestion", {"batch": batch}).status_code == 503
    monkeypatch.undo()
    assert app.rows("scores", body["id"]) == []
