"""The providers' own clients call the gateway; prints the trace id of each call as JSON.

Run in the environment `python-clients`. Arguments: the gateway's address, a key, a trace id that
one call asks for by `traceparent`.
"""

import json
import sys
from typing import Any

import anthropic
import openai

address, key, named = sys.argv[1:]
HEADER = "x-gatelight-trace-id"
QUESTION: Any = [{"role": "user", "content": "Say hello in Italian"}]
TOLD = {"traceparent": f"00-{named}-00f067aa0ba902b7-01"}
chatting = openai.OpenAI(base_url=f"{address}/v1", api_key=key, max_retries=0)
claude = anthropic.Anthropic(base_url=address, auth_token=key, api_key=None, max_retries=0)
traces: dict[str, str] = {}

chat: Any = {"model": "gpt-4o-mini", "messages": QUESTION, "user": "anna"}
whole = chatting.chat.completions.with_raw_response.create(**chat, extra_headers=TOLD)
assert whole.parse().choices[0].message.content == "Ciao, mondo!"
traces["openai"] = whole.headers[HEADER]

streamed = chatting.chat.completions.with_raw_response.create(
    **chat, stream=True, stream_options={"include_usage": True}
)
pieces = [each.choices[0].delta.content or "" for each in streamed.parse() if each.choices]
assert "".join(pieces) == "Ciao, mondo!"
traces["openai, streamed"] = streamed.headers[HEADER]

answer = chatting.responses.with_raw_response.create(
    model="gpt-4o-mini", input="Say hello in Italian"
)
assert answer.parse().output_text == "Ciao, mondo!"
traces["openai, responses"] = answer.headers[HEADER]

message: Any = {"model": "claude-sonnet-4-5", "max_tokens": 50, "messages": QUESTION}
said = claude.messages.with_raw_response.create(**message)
assert said.parse().content[0].text == "Ciao, mondo!"  # type: ignore[union-attr]
traces["anthropic"] = said.headers[HEADER]

with claude.messages.stream(**message) as stream:
    assert "".join(stream.text_stream) == "Ciao, mondo!"
    traces["anthropic, streamed"] = stream.response.headers[HEADER]

print(json.dumps(traces))
