"""What the pages of prompts, datasets, scores and annotation queues read and change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.whole_app import PROJECT, WholeApp, whole_app

from gatelight.ui.scores.service import agreement

pytestmark = pytest.mark.long

PASSWORD = "correct horse battery"
PATH = f"/api/projects/{PROJECT}"
SECRET = "only-the-members-may-read-this"
NOW = datetime.now(UTC)
PRODUCTION = "production"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    folder: Path = tmp_path_factory.mktemp("building")
    with whole_app(folder, login_attempts_per_minute=1000) as running:
        sign_up(running, "ada")
        yield running


def sign_up(app: WholeApp, name: str) -> str:
    body = {"email": f"{name}@example.com", "name": name, "password": PASSWORD}
    answer = app.client.post("/api/auth/signup", json=body)
    assert answer.status_code == 200
    user: str = answer.json()["user"]["id"]
    return user


def log_in(app: WholeApp, name: str) -> None:
    app.client.cookies.clear()
    body = {"email": f"{name}@example.com", "password": PASSWORD}
    assert app.client.post("/api/auth/login", json=body).status_code == 200


def get(app: WholeApp, path: str, **params: Any) -> Any:
    answer = app.client.get(f"{PATH}{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def public(app: WholeApp, method: str, path: str, body: Any = None) -> httpx.Response:
    """The public API with the log-in in place of a key."""
    headers = {"X-Gatelight-Project": PROJECT}
    return app.client.request(method, f"/api/public{path}", json=body, headers=headers)


def at(minutes: float) -> str:
    return (NOW - timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def send(app: WholeApp, *events: tuple[str, dict[str, Any]]) -> None:
    batch = [
        {"id": f"{kind}-{body['id']}", "type": kind, "timestamp": at(0), "body": body}
        for kind, body in events
    ]
    answer = app.post("/api/public/ingestion", {"batch": batch}).json()
    assert answer["errors"] == [], answer


# --- prompts


def test_a_person_writes_a_prompt_and_is_its_author(app: WholeApp) -> None:
    made = public(app, "POST", "/v2/prompts", {"name": "team/mail", "prompt": "Hi {{name}}"})
    assert made.status_code == 201, made.text
    second = {"name": "team/mail", "prompt": SECRET, "labels": [PRODUCTION], "tags": ["mail"]}
    assert app.post("/api/public/v2/prompts", second).status_code == 201
    (line,) = get(app, "/prompts")["data"]
    assert (line["name"], line["versions"], line["latestVersion"]) == ("team/mail", 2, 2)
    assert (line["productionVersion"], line["tags"]) == (2, ["mail"])
    assert SECRET not in str(line)
    found = get(app, "/prompts/versions", name="team/mail")
    assert [each["createdBy"] for each in found["versions"]] == [None, "ada"]
    assert app.client.get(f"{PATH}/prompts/versions", params={"name": "no"}).status_code == 404


def test_labels_are_set_moved_and_removed(app: WholeApp) -> None:
    def labels() -> dict[int, list[str]]:
        found = get(app, "/prompts/versions", name="team/mail")["versions"]
        return {each["version"]: each["labels"] for each in found}

    def put(version: int, wanted: list[str]) -> httpx.Response:
        body = {"name": "team/mail", "version": version, "labels": wanted}
        return app.client.put(f"{PATH}/prompts/labels", json=body)

    assert put(1, [PRODUCTION, "old"]).status_code == 200
    assert labels() == {2: ["latest"], 1: [PRODUCTION, "old"]}
    assert put(1, [PRODUCTION]).status_code == 200
    assert labels()[1] == [PRODUCTION]
    assert put(9, []).status_code == 404
    assert put(1, ["No Label"]).status_code == 400


def test_a_label_others_refer_to_stays(app: WholeApp) -> None:
    reference = "@@@langfusePrompt:name=team/mail|label=production@@@"
    made = app.post("/api/public/v2/prompts", {"name": "team/whole", "prompt": reference})
    assert made.status_code == 201
    body = {"name": "team/mail", "version": 1, "labels": []}
    refused = app.client.put(f"{PATH}/prompts/labels", json=body)
    assert refused.status_code == 400
    assert "team/whole" in refused.json()["message"]
    used = get(app, "/prompts/versions", name="team/mail")["usedBy"]
    assert used == [{"name": "team/whole", "version": 1, "refersTo": PRODUCTION}]


def test_tags_are_of_all_versions(app: WholeApp) -> None:
    body = {"name": "team/mail", "tags": ["a", "b", "a"]}
    assert app.client.put(f"{PATH}/prompts/tags", json=body).json()["tags"] == ["a", "b"]


def test_figures_of_versions_come_from_real_traffic(app: WholeApp) -> None:
    for number in range(4):
        version, trace = 1 + number % 2, f"prompted-{number}"
        send(
            app,
            ("trace-create", {"id": trace, "timestamp": at(60)}),
            (
                "generation-create",
                {
                    "id": f"{trace}-call",
                    "traceId": trace,
                    "startTime": at(60),
                    "endTime": at(60 - version / 60),
                    "promptName": "team/mail",
                    "promptVersion": version,
                    "model": "gpt-4o-mini",
                    "usageDetails": {"input": 1000, "output": 100},
                    "level": "ERROR" if number == 0 else "DEFAULT",
                },
            ),
            # twice on the same trace: each counts once for the version
            (
                "score-create",
                {"id": f"{trace}-1", "traceId": trace, "name": "ok", "value": version},
            ),
            (
                "score-create",
                {
                    "id": f"{trace}-2",
                    "traceId": trace,
                    "observationId": f"{trace}-call",
                    "name": "tone",
                    "value": "warm",
                },
            ),
        )
    rows = {
        each["version"]: each for each in get(app, "/prompts/metrics", name="team/mail")["versions"]
    }
    assert rows.keys() == {1, 2}
    assert (rows[1]["calls"], rows[1]["errors"], rows[2]["errors"]) == (2, 1, 0)
    assert rows[1]["latencyP50"] == pytest.approx(1)
    assert rows[2]["latencyP95"] == pytest.approx(2)
    assert rows[2]["inputTokens"] == 2000
    assert rows[2]["cost"] == pytest.approx(2 * rows[2]["costPerCall"]) and rows[2]["cost"] > 0
    scores = {each["name"]: each for each in rows[2]["scores"]}
    assert (scores["ok"]["average"], scores["ok"]["count"]) == (2, 2)
    assert scores["tone"]["commonest"] == "warm"
    before = get(app, "/prompts/metrics", name="team/mail", toTimestamp=at(120))
    assert before == {"versions": []}
    for wrong in ({"fromTimestamp": "soon"}, {"fromTimestamp": at(1), "toTimestamp": at(2)}):
        answer = app.client.get(f"{PATH}/prompts/metrics", params={"name": "x", **wrong})
        assert answer.status_code == 400


# --- datasets


@pytest.fixture(scope="module")
def dataset(app: WholeApp) -> str:
    name = "questions"
    schema = {"type": "object", "required": ["q"]}
    assert public(app, "POST", "/v2/datasets", {"name": name, "inputSchema": schema}).is_success
    for number in range(3):
        body = {
            "datasetName": name,
            "id": f"item-{number}",
            "input": {"q": "x" * 1000 + str(number)},
            "expectedOutput": "yes",
        }
        assert public(app, "POST", "/dataset-items", body).is_success
    return name


def test_items_are_listed_by_their_beginnings(app: WholeApp, dataset: str) -> None:
    listed = get(app, "/datasets/items", name=dataset)
    assert listed["meta"]["totalItems"] == 3
    assert all(len(each["input"]) == 300 for each in listed["data"])
    (line,) = get(app, "/datasets")["data"]
    assert (line["items"], line["runs"], line["lastRunAt"]) == (3, 0, None)


def test_an_edit_can_clear_and_makes_a_version(app: WholeApp, dataset: str) -> None:
    before = get(app, "/datasets/versions", name=dataset)["versions"]
    body = {"datasetName": dataset, "id": "item-2", "input": {"q": "new"}, "expectedOutput": None}
    put = app.client.put(f"{PATH}/datasets/item", json=body)
    assert put.json()["expectedOutput"] is None
    after = get(app, "/datasets/versions", name=dataset)["versions"]
    assert len(after) == len(before) + 1
    then = get(app, "/datasets/item", id="item-2", version=before[0]["time"])
    assert then["expectedOutput"] == "yes"
    assert get(app, "/datasets/item", id="item-2")["input"] == {"q": "new"}
    wrong = app.client.put(f"{PATH}/datasets/item", json=body | {"input": {}})
    assert wrong.status_code == 400 and "'q' is a required property" in wrong.text


def test_archived_items_are_found_again(app: WholeApp, dataset: str) -> None:
    body = {"datasetName": dataset, "id": "item-2", "status": "ARCHIVED"}
    assert public(app, "POST", "/dataset-items", body).is_success
    assert get(app, "/datasets/items", name=dataset, status="ACTIVE")["meta"]["totalItems"] == 2
    archived = get(app, "/datasets/items", name=dataset, status="ARCHIVED")["data"]
    assert [each["id"] for each in archived] == ["item-2"]


def test_an_upload_stores_what_it_can_and_says_what_not(app: WholeApp, dataset: str) -> None:
    items = [{"id": "up-0", "input": {"q": 1}}, {"id": "up-1", "input": "no object"}]
    answer = app.client.post(f"{PATH}/datasets/items", json={"name": dataset, "items": items})
    assert answer.json()["stored"] == 1
    (refused,) = answer.json()["refused"]
    assert refused["index"] == 1 and "object" in refused["message"]
    many = {"name": dataset, "items": [{"input": {"q": 1}}] * 201}
    assert app.client.post(f"{PATH}/datasets/items", json=many).status_code == 400
    unknown = {"name": "no", "items": items}
    assert app.client.post(f"{PATH}/datasets/items", json=unknown).status_code == 404


def test_runs_are_compared_with_regressions_first(app: WholeApp, dataset: str) -> None:
    for run, values in (("first", (1, 1)), ("second", (1, 0))):
        for number, value in enumerate(values):
            trace = f"{run}-{number}"
            send(
                app,
                ("trace-create", {"id": trace, "timestamp": at(30), "output": f"{trace} said"}),
                (
                    "generation-create",
                    {
                        "id": f"{trace}-call",
                        "traceId": trace,
                        "startTime": at(30),
                        "endTime": at(30 - (1 + number) / 60),
                        "model": "gpt-4o-mini",
                        "usageDetails": {"input": 1000},
                    },
                ),
                (
                    "score-create",
                    {"id": f"{trace}-s", "traceId": trace, "name": "m", "value": value},
                ),
            )
            link = {"runName": run, "datasetItemId": f"item-{number}", "traceId": trace}
            assert app.post("/api/public/dataset-run-items", link).is_success
    late = {"runName": "second", "datasetItemId": "up-0", "traceId": "not-arrived"}
    assert app.post("/api/public/dataset-run-items", late).is_success
    runs = {each["name"]: each for each in get(app, "/datasets/runs", name=dataset)["runs"]}
    assert (runs["second"]["items"], runs["second"]["missing"]) == (3, 1)
    assert runs["first"]["averageLatency"] == pytest.approx(1.5)
    assert runs["second"]["scores"] == [
        {"name": "m", "dataType": "NUMERIC", "count": 2, "average": 0.5}
    ]
    ids = [runs["first"]["id"], runs["second"]["id"]]
    found = get(app, "/datasets/comparison", name=dataset, run=ids)
    assert [each["id"] for each in found["items"]] == ["item-1", "item-0", "up-0"]
    worst = found["items"][0]
    assert worst["regression"] == 1
    assert worst["cells"][ids[1]]["output"] == '"second-1 said"' or (
        worst["cells"][ids[1]]["output"] == "second-1 said"
    )
    assert worst["cells"][ids[1]]["cost"] > 0
    assert found["items"][2]["cells"][ids[1]]["stored"] is False
    turned = get(app, "/datasets/comparison", name=dataset, run=ids[::-1])
    assert all(each["regression"] == 0 for each in turned["items"])
    for wrong in ([*ids, "no"], ids * 4 + ["a", "b", "c", "d", "e"]):
        answer = app.client.get(
            f"{PATH}/datasets/comparison", params={"name": dataset, "run": wrong}
        )
        assert answer.status_code in (400, 404)


# --- scores


def test_scores_spread_move_and_agree(app: WholeApp) -> None:
    for number in range(10):
        trace = f"scored-{number}"
        label = "good" if number < 7 else "bad"
        other = "good" if number < 6 else "bad"
        send(
            app,
            ("trace-create", {"id": trace, "timestamp": at(10)}),
            ("score-create", {"id": f"{trace}-a", "traceId": trace, "name": "a", "value": number}),
            (
                "score-create",
                {"id": f"{trace}-b", "traceId": trace, "name": "b", "value": 2 * number},
            ),
            ("score-create", {"id": f"{trace}-c", "traceId": trace, "name": "c", "value": label}),
            ("score-create", {"id": f"{trace}-d", "traceId": trace, "name": "d", "value": other}),
        )
    kinds = {each["name"]: each for each in get(app, "/score-kinds")["kinds"]}
    assert (kinds["a"]["dataType"], kinds["a"]["source"], kinds["a"]["count"]) == (
        "NUMERIC",
        "API",
        10,
    )
    found = get(app, "/score-analytics", name="a", dataType="NUMERIC")
    assert found["summary"]["average"] == pytest.approx(4.5)
    assert (found["summary"]["low"], found["summary"]["high"]) == (0, 9)
    assert sum(each["count"] for each in found["bins"]) == 10 and len(found["bins"]) == 20
    assert found["bins"][-1]["count"] == 1
    assert sum(each["count"] for each in found["series"]) == 10
    labels = get(app, "/score-analytics", name="c", dataType="CATEGORICAL")["labels"]
    assert labels == [{"label": "good", "count": 7}, {"label": "bad", "count": 3}]
    numbers = compare(app, "a", "b", "NUMERIC", "NUMERIC")
    assert numbers["correlation"]["pearson"] == pytest.approx(1)
    assert numbers["correlation"]["spearman"] == pytest.approx(1)
    assert numbers["correlation"]["error"] == pytest.approx(4.5)
    assert len(numbers["pairs"]) == 10
    tables = compare(app, "c", "d", "CATEGORICAL", "CATEGORICAL")
    assert (tables["kind"], tables["count"]) == ("labels", 10)
    assert tables["agreement"] == pytest.approx(0.9)
    assert {(each["first"], each["second"]): each["count"] for each in tables["crossings"]} == {
        ("good", "good"): 6,
        ("bad", "bad"): 3,
        ("good", "bad"): 1,
    }
    mixed = compare(app, "a", "c", "NUMERIC", "CATEGORICAL")
    averages = {each["second"]: each["firstAverage"] for each in mixed["crossings"]}
    assert averages == {"good": 3, "bad": 8}
    nothing = compare(app, "a", "never", "NUMERIC", "NUMERIC")
    assert nothing["count"] == 0 and nothing["correlation"]["pearson"] is None
    bad = app.client.get(f"{PATH}/score-analytics", params={"name": "a", "dataType": "COLOUR"})
    assert bad.status_code == 400


def compare(app: WholeApp, first: str, second: str, one: str, other: str) -> Any:
    return get(
        app,
        "/score-comparison",
        firstName=first,
        firstDataType=one,
        secondName=second,
        secondDataType=other,
    )


def test_kappa_is_agreement_beyond_chance() -> None:
    assert agreement({}) == (None, None)
    assert agreement({("a", "a"): 5}) == (1, None)
    assert agreement({("a", "a"): 5, ("b", "b"): 5}) == (1, 1)
    equal, kappa = agreement({("a", "a"): 1, ("a", "b"): 1, ("b", "a"): 1, ("b", "b"): 1})
    assert (equal, kappa) == (0.5, 0)


# --- annotation


def test_a_queue_is_worked_through_by_a_person(app: WholeApp) -> None:
    config = {"name": "verdict", "dataType": "NUMERIC", "minValue": 0, "maxValue": 5}
    config_id = app.post("/api/public/score-configs", config).json()["id"]
    queue = {"name": "review", "scoreConfigIds": [config_id]}
    queue_id = public(app, "POST", "/annotation-queues", queue).json()["id"]
    for number in range(2):
        item = {"objectType": "TRACE", "objectId": f"scored-{number}"}
        assert public(app, "POST", f"/annotation-queues/{queue_id}/items", item).is_success
    work = get(app, f"/annotation-queues/{queue_id}/work")
    assert [each["objectId"] for each in work["items"]] == ["scored-0", "scored-1"]
    assert [each["name"] for each in work["configs"]] == ["verdict"]
    score = {
        "id": "by-hand",
        "traceId": "scored-0",
        "name": "verdict",
        "configId": config_id,
        "queueId": queue_id,
        "dataType": "NUMERIC",
        "value": 4,
    }
    assert public(app, "POST", "/scores", [score]).status_code == 202
    refused = public(app, "POST", "/scores", [score | {"value": 6}])
    assert refused.status_code == 207 and refused.json()["rejected"] == 1
    stored = public(app, "GET", "/v2/scores/by-hand").json()
    assert (stored["source"], stored["value"]) == ("ANNOTATION", 4)
    user = app.client.get("/api/auth/session").json()["user"]["id"]
    assert stored["authorUserId"] == user
    done = {"status": "COMPLETED"}
    path = f"/annotation-queues/{queue_id}/items/{work['items'][0]['id']}"
    assert public(app, "PATCH", path, done).is_success
    assert public(
        app, "POST", f"/annotation-queues/{queue_id}/assignments", {"userId": user}
    ).is_success
    (line,) = get(app, "/annotation-queues")["data"]
    assert (line["pending"], line["completed"]) == (1, 1)
    assert line["people"] == [{"id": user, "name": "ada"}]
    assert app.client.get(f"{PATH}/annotation-queues/no/work").status_code == 404


def test_a_comment_carries_its_writer_s_name(app: WholeApp) -> None:
    body = {
        "projectId": PROJECT,
        "objectType": "TRACE",
        "objectId": "scored-0",
        "content": "Why 4?",
        "authorUserId": "somebody-else",
    }
    assert public(app, "POST", "/comments", body).is_success
    (comment,) = public(app, "GET", "/comments?objectType=TRACE&objectId=scored-0").json()["data"]
    assert comment["authorUserId"] == app.client.get("/api/auth/session").json()["user"]["id"]


# --- who may


READS = (
    "/prompts",
    "/prompts/versions?name=team/mail",
    "/prompts/metrics?name=team/mail",
    "/datasets",
    "/datasets/items?name=questions",
    "/datasets/item?id=item-0",
    "/datasets/versions?name=questions",
    "/datasets/runs?name=questions",
    "/score-kinds",
    "/score-analytics?name=a&dataType=NUMERIC",
    "/score-comparison?firstName=a&firstDataType=NUMERIC&secondName=b&secondDataType=NUMERIC",
    "/annotation-queues",
)
WRITES = (
    ("PUT", "/prompts/labels", {"name": "team/mail", "version": 1, "labels": ["taken"]}),
    ("PUT", "/prompts/tags", {"name": "team/mail", "tags": ["taken"]}),
    (
        "PUT",
        "/datasets/item",
        {"datasetName": "questions", "id": "item-0", "input": {"q": "taken"}},
    ),
    ("POST", "/datasets/items", {"name": "questions", "items": [{"input": {"q": "taken"}}]}),
    ("POST", "/playground/runs", {"model": "m", "messages": [{"role": "user", "content": "x"}]}),
)


def test_viewers_read_strangers_do_not_and_neither_writes(app: WholeApp) -> None:
    organization = app.client.get("/api/auth/session").json()["organizations"][0]["id"]
    app.client.cookies.clear()
    sign_up(app, "vic")
    log_in(app, "ada")
    member = {"email": "vic@example.com", "role": "VIEWER"}
    added = app.client.post(f"/api/organizations/{organization}/members", json=member)
    assert added.is_success, added.text
    try:
        log_in(app, "vic")
        for path in READS:
            assert app.client.get(PATH + path).status_code == 200, path
        for method, path, body in WRITES:
            assert app.client.request(method, PATH + path, json=body).status_code == 403, path
        app.client.cookies.clear()
        sign_up(app, "eve")
        for path in READS:
            answer = app.client.get(PATH + path)
            assert answer.status_code == 404 and SECRET not in answer.text, path
        for method, path, body in WRITES:
            assert app.client.request(method, PATH + path, json=body).status_code == 404, path
        app.client.cookies.clear()
        for path in READS:
            assert app.client.get(PATH + path).status_code == 401, path
    finally:
        log_in(app, "ada")
    assert "taken" not in str([app.client.get(PATH + path).text for path in READS])


def test_another_project_of_the_same_people_has_none_of_it(app: WholeApp) -> None:
    """Names and ids of one project lead nowhere in another."""
    organization = app.client.get("/api/auth/session").json()["organizations"][0]["id"]
    made = app.client.post(f"/api/organizations/{organization}/projects", json={"name": "other"})
    other = f"/api/projects/{made.json()['id']}"
    for path in READS:
        answer = app.client.get(other + path)
        assert answer.status_code in (200, 404), path
        assert SECRET not in answer.text and "scored-" not in answer.text, path
        if answer.status_code == 200:
            body = answer.json()
            counted = body.get("data", body.get("kinds", body.get("versions", body.get("pairs"))))
            assert not counted or body.get("count") == 0, path
