"""`/v2`: one id for all versions of an evaluator; the same rows as `/unstable` shows."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.evals.test_evals import EVALUATORS as UNSTABLE
from tests.evals.test_evals import JUDGE as UNSTABLE_JUDGE
from tests.evals.test_evals import RULE as UNSTABLE_RULE
from tests.evals.test_evals import RULES as UNSTABLE_RULES
from tests.evals.test_evals import made, problem
from tests.record_app import TwoProjects

EVALUATORS = "/api/public/v2/evaluators"
RULES = "/api/public/v2/evaluation-rules"
OUTPUT = {
    "dataType": "NUMERIC",
    "minValue": 0,
    "maxValue": 1,
    "scoreReasoningInstructions": "say why",
    "scoreValueInstructions": None,
}
JUDGE: dict[str, Any] = {
    "type": "llm_as_judge",
    "name": "politeness",
    "description": "asks a model",
    "prompt": [
        {"role": "system", "content": "You judge."},
        {"role": "user", "content": "Polite? {{answer}}"},
    ],
    "outputDefinition": OUTPUT,
    "variableMapping": [{"variable": "answer", "source": "output"}],
}
CODE = {
    "type": "code",
    "name": "length",
    "sourceCode": "def evaluate(): ...",
    "sourceCodeLanguage": "PYTHON",
}


def test_a_judge_as_sent(client: TestClient) -> None:
    judge = made(client, EVALUATORS, JUDGE)
    for field in ("name", "description", "type", "prompt"):
        assert judge[field] == JUDGE[field]
    assert judge["outputDefinition"] == OUTPUT
    assert judge["variables"] == ["answer"]
    assert judge["variableMapping"] == [
        {"variable": "answer", "source": "output", "jsonPath": None}
    ]
    assert (judge["version"], judge["status"]) == (1, "paused")
    assert "not run yet" in judge["pausedMessage"]
    assert client.get(f"{EVALUATORS}/{judge['id']}").json() == judge
    text = made(client, EVALUATORS, JUDGE | {"name": "short", "prompt": "Polite? {{x}}"})
    assert text["prompt"] == [{"role": "user", "content": "Polite? {{x}}"}]


def test_versions_keep_the_id(client: TestClient) -> None:
    first = made(client, EVALUATORS, CODE)
    path = f"{EVALUATORS}/{first['id']}"
    changed = client.patch(path, json={k: CODE[k] for k in CODE if k != "name"}).json()
    assert (changed["id"], changed["version"]) == (first["id"], 2)
    assert changed["versionId"] != first["versionId"]
    renamed = client.patch(path, json={"name": "size", "description": "counts"}).json()
    assert (renamed["name"], renamed["description"], renamed["version"]) == ("size", "counts", 2)
    assert client.patch(path, json={"description": None}).json()["description"] is None
    versions = client.get(f"{path}/versions").json()
    assert [each["version"] for each in versions["data"]] == [2, 1]
    assert versions["meta"] == {}
    judge = {k: v for k, v in JUDGE.items() if k != "name"}
    assert problem(client.patch(path, json=judge)) == (400, "invalid_body")


def test_pages(client: TestClient) -> None:
    for name in ("a", "b", "c"):
        made(client, EVALUATORS, CODE | {"name": name})
    first = client.get(EVALUATORS, params={"limit": 2}).json()
    rest = client.get(EVALUATORS, params={"limit": 2, "cursor": first["meta"]["cursor"]}).json()
    names = [each["name"] for page in (first, rest) for each in page["data"]]
    assert sorted(names) == ["a", "b", "c"]
    assert rest["meta"] == {}
    assert problem(client.get(EVALUATORS, params={"cursor": "€"})) == (400, "invalid_query")


def test_rules_name_evaluators_by_id(client: TestClient) -> None:
    judge, code = made(client, EVALUATORS, JUDGE), made(client, EVALUATORS, CODE)
    mapping = [{"variable": "answer", "source": "input", "jsonPath": "$.x"}]
    assignments = [
        {"evaluatorId": judge["id"], "variableMapping": mapping},
        {"evaluatorId": code["id"]},
    ]
    body = {"name": "all", "enabled": True, "evaluatorAssignments": assignments}
    rule = made(client, RULES, body)
    assert "not run yet" in rule["message"]
    assert rule["evaluatorAssignments"][0] == assignments[0]
    assert rule["evaluatorAssignments"][1]["variableMapping"] is None
    path = f"{RULES}/{rule['id']}"
    client.patch(f"{EVALUATORS}/{judge['id']}", json={"name": "manners"})
    assert client.get(path).json()["evaluatorAssignments"] == rule["evaluatorAssignments"]
    told = client.get(f"{EVALUATORS}/{judge['id']}").json()["evaluationRuleAssignments"]
    assert [each["evaluationRuleId"] for each in told] == [rule["id"]]
    assert client.patch(path, json={"enabled": False}).json()["enabled"] is False
    assert problem(client.patch(path, json={})) == (400, "invalid_body")
    assert problem(client.delete(f"{EVALUATORS}/{judge['id']}")) == (409, "conflict")
    assert [each["id"] for each in client.get(RULES).json()["data"]] == [rule["id"]]
    assert client.delete(path).json() == {"id": rule["id"]}
    assert problem(client.get(path)) == (404, "resource_not_found")
    assert client.delete(f"{EVALUATORS}/{judge['id']}").json() == {"id": judge["id"]}
    assert problem(client.get(f"{EVALUATORS}/{judge['id']}")) == (404, "resource_not_found")


@pytest.mark.parametrize(
    "body",
    [
        JUDGE | {"prompt": []},
        JUDGE | {"outputDefinition": {"dataType": "TEXT"}},
        {"name": "x", "type": "other"},
        {"name": "x"},
        [],
    ],
)
def test_bad_bodies(client: TestClient, body: Any) -> None:
    assert problem(client.post(EVALUATORS, json=body)) == (400, "invalid_body")


def test_names_are_unique_and_unknown_evaluators_refused(client: TestClient) -> None:
    made(client, EVALUATORS, CODE)
    assert problem(client.post(EVALUATORS, json=CODE)) == (409, "conflict")
    rule = {"name": "r", "enabled": True, "evaluatorAssignments": [{"evaluatorId": "none"}]}
    assert problem(client.post(RULES, json=rule)) == (404, "resource_not_found")


def test_unstable_shows_the_same(client: TestClient) -> None:
    judge = made(client, EVALUATORS, JUDGE)
    (shown,) = client.get(UNSTABLE).json()["data"]
    assert shown["id"] == judge["versionId"]
    assert shown["prompt"] == "You judge.\n\nPolite? {{answer}}"
    assert shown["outputDefinition"]["reasoning"]["description"] == "say why"
    made(client, UNSTABLE, UNSTABLE_JUDGE | {"name": "other"})
    rule = made(client, UNSTABLE_RULES, UNSTABLE_RULE | {"evaluator": {"name": "other"}})
    (seen,) = client.get(RULES).json()["data"]
    assert seen["id"] == rule["id"]
    listed = {each["name"]: each["id"] for each in client.get(EVALUATORS).json()["data"]}
    assert seen["evaluatorAssignments"][0]["evaluatorId"] == listed["other"]


def test_another_project_sees_nothing(projects: TwoProjects) -> None:
    judge = made(projects.mine, EVALUATORS, JUDGE)
    assert projects.theirs.get(EVALUATORS).json()["data"] == []
    for method in ("GET", "PATCH", "DELETE"):
        body = {"name": "x"} if method == "PATCH" else None
        answer = projects.theirs.request(method, f"{EVALUATORS}/{judge['id']}", json=body)
        assert problem(answer) == (404, "resource_not_found")
