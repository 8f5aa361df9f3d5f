"""Evaluators get versions, rules are checked against them, and rules say that they are not run."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.record_app import TwoProjects

EVALUATORS = "/api/public/unstable/evaluators"
RULES = "/api/public/unstable/evaluation-rules"
JUDGE = {
    "type": "llm_as_judge",
    "name": "politeness",
    "prompt": "Question: {{question}} Answer: {{ answer }}. Polite?",
    "outputDefinition": {
        "dataType": "NUMERIC",
        "reasoning": {"description": "why"},
        "score": {"description": "0 to 1", "minValue": 0, "maxValue": 1},
    },
    "modelConfig": {"provider": "gateway", "model": "gpt-4o"},
}
MAPPING = [
    {"variable": "question", "source": "input"},
    {"variable": "answer", "source": "output", "jsonPath": "$.text"},
]
RULE = {
    "name": "all answers",
    "evaluator": {"name": "politeness", "type": "llm_as_judge"},
    "target": "observation",
    "enabled": True,
    "sampling": 0.5,
    "filter": [{"type": "string", "column": "name", "operator": "=", "value": "answer"}],
    "mapping": MAPPING,
}


def made(client: TestClient, path: str, body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_name_that_exists_gets_a_new_version(client: TestClient) -> None:
    first = made(client, EVALUATORS, JUDGE)
    assert (first["version"], first["variables"]) == (1, ["question", "answer"])
    assert first["modelConfig"] == {"provider": "gateway", "model": "gpt-4o"}
    assert first["outputDefinition"]["score"]["maxValue"] == 1
    second = made(client, EVALUATORS, JUDGE | {"prompt": "Polite? {{answer}}"})
    assert (second["version"], second["variables"]) == (2, ["answer"])
    listed = client.get(EVALUATORS).json()
    assert [each["id"] for each in listed["data"]] == [second["id"]]
    assert listed["meta"]["totalItems"] == 1
    assert client.get(f"{EVALUATORS}/{first['id']}").json() == first
    code = {"type": "code", "name": "politeness", "sourceCode": "x", "sourceCodeLanguage": "PYTHON"}
    assert problem(client.post(EVALUATORS, json=code)) == (409, "conflict")


def test_a_rule_is_stored_and_says_that_it_is_not_run(client: TestClient) -> None:
    judge = made(client, EVALUATORS, JUDGE)
    rule = made(client, RULES, RULE)
    assert (rule["status"], rule["enabled"]) == ("inactive", True)
    assert "not run" in rule["message"]
    assert rule["evaluator"] == {"id": judge["id"], "name": "politeness", "type": "llm_as_judge"}
    assert rule["mapping"][1]["jsonPath"] == "$.text"
    assert rule["filter"][0]["value"] == "answer"
    assert client.get(f"{RULES}/{rule['id']}").json() == rule
    assert client.get(RULES).json()["data"] == [rule]
    assert client.get(f"{EVALUATORS}/{judge['id']}").json()["evaluationRuleCount"] == 1

    changed = client.patch(f"{RULES}/{rule['id']}", json={"enabled": False, "sampling": 1}).json()
    assert (changed["enabled"], changed["sampling"], changed["name"]) == (False, 1, rule["name"])
    assert problem(client.delete(f"{EVALUATORS}/{judge['id']}")) == (409, "conflict")
    assert client.delete(f"{RULES}/{rule['id']}").status_code == 200
    assert client.delete(f"{EVALUATORS}/{judge['id']}").status_code == 200
    assert client.get(EVALUATORS).json()["data"] == []


def test_several_evaluators_and_a_default_mapping(client: TestClient) -> None:
    made(client, EVALUATORS, JUDGE | {"mapping": MAPPING})
    code = {"type": "code", "name": "length", "sourceCode": "x", "sourceCodeLanguage": "PYTHON"}
    made(client, EVALUATORS, code)
    body = {"name": "both", "target": "experiment", "enabled": True}
    rule = made(client, RULES, body | {"evaluators": [{"name": "politeness"}, {"name": "length"}]})
    assert [each["evaluator"]["type"] for each in rule["evaluators"]] == ["llm_as_judge", "code"]
    assert rule["sampling"] == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"mapping": MAPPING[:1]}, (400, "missing_variable_mapping")),
        ({"mapping": [*MAPPING, MAPPING[0]]}, (400, "duplicate_variable_mapping")),
        (
            {"mapping": [*MAPPING, {"variable": "mood", "source": "input"}]},
            (400, "invalid_variable_mapping"),
        ),
        ({"evaluator": {"name": "unknown"}}, (404, "resource_not_found")),
        ({"evaluator": {"name": "politeness", "type": "code"}}, (404, "resource_not_found")),
        ({"sampling": 2}, (400, "invalid_body")),
        ({"evaluator": None}, (400, "invalid_body")),
    ],
)
def test_rules_that_do_not_fit(
    client: TestClient, change: dict[str, Any], expected: tuple[int, str]
) -> None:
    made(client, EVALUATORS, JUDGE)
    assert problem(client.post(RULES, json=RULE | change)) == expected


def test_names_of_rules_are_used_once(client: TestClient) -> None:
    made(client, EVALUATORS, JUDGE)
    made(client, RULES, RULE)
    assert problem(client.post(RULES, json=RULE)) == (409, "name_conflict")


def test_nothing_of_another_project(projects: TwoProjects) -> None:
    judge = made(projects.mine, EVALUATORS, JUDGE)
    rule = made(projects.mine, RULES, RULE)
    for path in (f"{EVALUATORS}/{judge['id']}", f"{RULES}/{rule['id']}"):
        assert projects.theirs.get(path).status_code == 404
        assert projects.theirs.delete(path).status_code == 404
    assert projects.theirs.patch(f"{RULES}/{rule['id']}", json={}).status_code == 404
    assert projects.theirs.get(EVALUATORS).json()["data"] == []
    assert projects.theirs.get(RULES).json()["data"] == []
    assert problem(projects.theirs.post(RULES, json=RULE)) == (404, "resource_not_found")
    assert projects.mine.get(f"{RULES}/{rule['id']}").json() == rule
