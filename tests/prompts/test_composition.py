"""Prompts made of prompts: filled in, and guarded against loops, depth and missing parts."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from tests.prompts.calls import create, delete, get, label, post, read

pytestmark = pytest.mark.long


def part(name: str, **pinned: object) -> str:
    ((key, value),) = pinned.items()
    return f"@@@langfusePrompt:name={name}|{key}={value}@@@"


def test_references_are_filled_in_on_reading(client: TestClient) -> None:
    inner = create(client, "folder/inner", 'with "quotes" and {{v}}', labels=["production"])
    middle = create(client, "middle", f"[{part('folder/inner', label='production')}]")
    text = f"A {part('middle', version=1)} {part('middle', version=1)} {part('x', version='y')}"
    outer = create(client, "outer", text, labels=["production"])
    assert outer["prompt"] == text
    found = read(client, "outer")
    filled = '[with "quotes" and {{v}}]'
    assert found["prompt"] == f"A {filled} {filled} {part('x', version='y')}"
    assert found["resolutionGraph"] == {
        "root": {"id": outer["id"], "name": "outer", "version": 1},
        "dependencies": {
            outer["id"]: [{"id": middle["id"], "name": "middle", "version": 1}],
            middle["id"]: [{"id": inner["id"], "name": "folder/inner", "version": 1}],
        },
    }
    raw = read(client, "outer", resolve="false")
    assert (raw["prompt"], raw["resolutionGraph"]) == (text, None)


def test_chat_prompts_contain_text_prompts(client: TestClient) -> None:
    create(client, "t", "be kind")
    messages = [
        {"role": "system", "content": f"Please {part('t', label='latest')}"},
        {"type": "placeholder", "name": part("t", version=1)},
    ]
    create(client, "chat", messages, type="chat", labels=["production"])
    found = read(client, "chat")
    assert found["prompt"] == [{"role": "system", "content": "Please be kind"}, messages[1]]
    refused = post(client, "p", part("chat", version=1))
    assert refused.status_code == 400
    assert "chat prompt" in refused.json()["message"]


def test_a_moved_label_is_seen_through_the_reference(client: TestClient) -> None:
    create(client, "inner", "one", labels=["production"])
    create(client, "inner", "two")
    create(client, "outer", part("inner", label="production"), labels=["production"])
    assert read(client, "outer")["prompt"] == "one"
    label(client, "inner", 2, "production")
    assert read(client, "outer")["prompt"] == "two"


@pytest.mark.parametrize("pinned", [{"version": 7}, {"label": "nowhere"}])
def test_a_missing_part_is_refused(client: TestClient, pinned: dict[str, object]) -> None:
    create(client, "inner")
    refused = post(client, "outer", part("inner", **pinned))
    assert refused.status_code == 400
    assert "not found" in refused.json()["message"]
    assert get(client, "outer", label="latest").status_code == 404


def test_loops_are_refused_however_they_come_about(client: TestClient) -> None:
    assert post(client, "self", part("self", label="latest")).status_code == 400
    create(client, "a", "plain", labels=["production"])
    create(client, "b", part("a", label="production"))
    back = part("b", version=1)
    assert "Circular" in post(client, "a", back, labels=["production"]).json()["message"]
    assert post(client, "a", back).status_code == 400
    assert read(client, "b", label="latest")["prompt"] == "plain"


def test_a_label_may_not_close_a_loop(client: TestClient) -> None:
    """c v2 contains b through a name of its own; moving `live` would put c into itself."""
    create(client, "c", "plain", labels=["live"])
    create(client, "b", "plain")
    create(client, "d", part("b", label="latest"))
    create(client, "b", part("c", label="live"))
    refused = post(client, "c", part("d", version=1), labels=["live"])
    assert refused.status_code == 400
    assert read(client, "d", label="latest")["prompt"] == "plain"
    assert read(client, "c", label="live")["version"] == 1


def test_depth_is_bounded_from_above_and_below(client: TestClient) -> None:
    create(client, "p0", "deep")
    for number in range(1, 6):
        create(client, f"p{number}", part(f"p{number - 1}", label="latest"))
    assert read(client, "p5", label="latest")["prompt"] == "deep"
    assert "5 deep" in post(client, "p6", part("p5", version=1)).json()["message"]
    create(client, "below", "deeper")
    assert post(client, "p0", part("below", version=1)).status_code == 400
    assert read(client, "p5", label="latest")["prompt"] == "deep"


def test_a_shared_part_counts_at_its_deepest_place(client: TestClient) -> None:
    create(client, "leaf", "x")
    create(client, "p1", part("leaf", version=1))
    for number in range(2, 6):
        create(client, f"p{number}", part(f"p{number - 1}", version=1))
    both = part("p1", version=1) + part("p5", version=1)
    assert post(client, "top", both).status_code == 400


def test_many_references_to_little_text_do_not_fill_the_memory(client: TestClient) -> None:
    create(client, "p0", "x" * 100)
    for number in range(1, 4):
        create(client, f"p{number}", part(f"p{number - 1}", version=1) * 30)
    assert len(read(client, "p3", label="latest")["prompt"]) == 2_700_000
    refused = post(client, "p4", part("p3", version=1) * 1000)
    assert refused.status_code == 400
    assert "too long" in refused.json()["message"]


def test_what_others_refer_to_stays(client: TestClient) -> None:
    create(client, "inner", "one", labels=["live"])
    create(client, "inner", "two")
    create(client, "inner", "three")
    create(client, "by-label", part("inner", label="live"))
    create(client, "by-version", part("inner", version=2))
    for params in ({}, {"version": 1}, {"label": "live"}, {"version": 2}):
        refused = delete(client, "inner", **params)
        assert refused.status_code == 400, params
        assert "by-" in refused.json()["message"]
    assert delete(client, "inner", version=3).status_code == 204
    assert delete(client, "by-version").status_code == 204
    assert delete(client, "inner", version=2).status_code == 204
    assert delete(client, "by-label").status_code == 204
    assert delete(client, "inner").status_code == 204


def test_latest_may_move_down_but_not_away(client: TestClient) -> None:
    create(client, "inner", "one")
    create(client, "inner", "two")
    create(client, "outer", part("inner", label="latest"), labels=["production"])
    assert delete(client, "inner", version=2).status_code == 204
    assert read(client, "outer")["prompt"] == "one"
    assert delete(client, "inner", version=1).status_code == 400
