"""Other ways to start a gateway: no provider, the brief's callback form, `langfuse_otel`."""

from __future__ import annotations

import json
import subprocess

import httpx
import pytest
from tests.gateway.running import VENV, models_of, running_gateway
from tests.ports import free_port

from gatelight.gateway.launch import RUNTIME

pytestmark = pytest.mark.slow
HEADER = "x-gatelight-trace-id"
CHAT = "/v1/chat/completions"


def say(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def test_without_a_provider_the_demonstration_model_answers(tmp_path, capture):
    keys = capture.public_key, capture.secret_key
    with running_gateway(tmp_path, capture.url, *keys) as gateway:
        client = httpx.Client(base_url=gateway.url, headers=gateway.user, timeout=60)
        assert [m["id"] for m in client.get("/v1/models").json()["data"]] == ["gatelight-demo"]
        body = {"model": "gatelight-demo", "messages": say("Say hello in Italian")}
        answer = client.post(CHAT, json=body)
        assert answer.json()["choices"][0]["message"]["content"] == "Ciao!"
        span = capture.wait_for(answer.headers[HEADER])[0]
        assert "Ciao!" in span.attributes["langfuse.observation.output"]
        cost = json.loads(span.attributes["langfuse.observation.cost_details"])
        usage = json.loads(span.attributes["langfuse.observation.usage_details"])
        priced = usage["input"] * 1.5e-07 + usage["output"] * 6e-07
        assert cost["total"] == pytest.approx(priced) != 0

        streamed = client.post(CHAT, json=body | {"messages": say("Count to 3"), "stream": True})
        assert streamed.text.count("data: ") >= 4
        span = capture.wait_for(streamed.headers[HEADER])[0]
        assert "1, 2, 3" in span.attributes["langfuse.observation.output"]

        message = client.post("/v1/messages", json=body | {"max_tokens": 20})
        assert message.json()["content"][0]["text"] == "Ciao!"
        capture.wait_for(message.headers[HEADER])
        streamed = client.post("/v1/messages", json=body | {"max_tokens": 20, "stream": True})
        assert "message_stop" in streamed.text
        capture.wait_for(streamed.headers[HEADER])
        response = client.post(
            "/v1/responses", json={"model": "gatelight-demo", "input": "Count to 2"}
        )
        assert response.json()["output"][0]["content"][0]["text"] == "1, 2"
        capture.wait_for(response.headers[HEADER])
        vectors = client.post(
            "/v1/embeddings", json={"model": "gatelight-demo", "input": ["a", "b"]}
        )
        assert len(vectors.json()["data"]) == 2
        capture.wait_for(vectors.headers[HEADER])


def test_the_form_with_three_callback_lists_is_left_as_written(tmp_path, capture, provider):
    operator = {
        "model_list": models_of(provider.url),
        "litellm_settings": {
            "callbacks": ["prometheus", "langfuse"],
            "success_callback": ["langfuse"],
            "failure_callback": ["langfuse"],
        },
    }
    keys = capture.public_key, capture.secret_key
    with running_gateway(tmp_path, capture.url, *keys, operator) as gateway:
        good = httpx.post(
            gateway.url + CHAT,
            json={"model": "gpt-4o-mini", "messages": say("hi")},
            headers=gateway.user,
            timeout=60,
        )
        bad = httpx.post(
            gateway.url + CHAT,
            json={"model": "gpt-4o-mini-500", "messages": say("hi")},
            headers=gateway.user,
            timeout=60,
        )
        assert len(capture.wait_for(good.headers[HEADER])) == 1
        # LiteLLM records a failure once for each list; the server keeps one (same id and start).
        spans = capture.wait_for(bad.headers[HEADER], 2)
        ids = {s.attributes["langfuse.observation.metadata.litellm_call_id"] for s in spans}
        assert len(ids) == 1


def test_langfuse_otel_records_under_the_same_id(tmp_path, capture, provider):
    operator = {
        "model_list": models_of(provider.url),
        "litellm_settings": {"callbacks": ["langfuse_otel"]},
    }
    keys = capture.public_key, capture.secret_key
    with running_gateway(tmp_path, capture.url, *keys, operator) as gateway:
        for path, body in (
            (CHAT, {"model": "gpt-4o-mini", "messages": say("hi")}),
            (CHAT, {"model": "gpt-4o-mini", "messages": say("hi"), "stream": True}),
            (CHAT, {"model": "gpt-4o-mini-500", "messages": say("hi")}),
            (
                "/v1/messages",
                {"model": "claude-sonnet-4-5", "messages": say("hi"), "max_tokens": 9},
            ),
            ("/v1/responses", {"model": "gpt-4o-mini", "input": "hi"}),
        ):
            answer = httpx.post(gateway.url + path, json=body, headers=gateway.user, timeout=60)
            assert capture.wait_for(answer.headers[HEADER]), path


def test_a_server_that_is_away_stops_no_call(tmp_path, provider):
    nowhere = f"http://127.0.0.1:{free_port()}"
    operator = {"model_list": models_of(provider.url)}
    with running_gateway(tmp_path, nowhere, "pk-lf-x", "sk-lf-x", operator) as gateway:
        answer = httpx.post(
            gateway.url + CHAT,
            json={"model": "gpt-4o-mini", "messages": say("hi")},
            headers=gateway.user,
            timeout=60,
        )
        assert answer.status_code == 200


def test_a_stop_sends_what_is_waiting(tmp_path, capture, provider):
    operator = {"model_list": models_of(provider.url)}
    keys = capture.public_key, capture.secret_key
    with running_gateway(tmp_path, capture.url, *keys, operator) as gateway:
        answers = [
            httpx.post(
                gateway.url + CHAT,
                json={"model": "gpt-4o-mini", "messages": say("hi")},
                headers=gateway.user,
                timeout=60,
            )
            for _ in range(5)
        ]
    for answer in answers:
        assert capture.wait_for(answer.headers[HEADER], seconds=1)


def test_the_gateway_refuses_to_start_without_a_place_for_traces(tmp_path):
    done = subprocess.run(
        [VENV / "bin" / "python", "-m", "gatelight_runtime"],
        env={"PYTHONPATH": str(RUNTIME), "GATELIGHT_TRACED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "LANGFUSE_HOST is not set" in done.stderr
