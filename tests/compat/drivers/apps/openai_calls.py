"""What an application does with OpenAI's own client: a chat that calls a tool, a streamed chat, the
responses API and embeddings."""

import json

from openai import OpenAI
from story import MODEL, QUESTION, SYSTEM, weather

TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


def ask(responses: bool = True) -> None:
    client = OpenAI()
    messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]
    first = client.chat.completions.create(
        model=MODEL, messages=messages, tools=[TOOL], temperature=0.2
    )
    (call,) = first.choices[0].message.tool_calls
    result = weather(**json.loads(call.function.arguments))
    messages += [
        first.choices[0].message.model_dump(exclude_none=True),
        {"role": "tool", "tool_call_id": call.id, "content": result},
    ]
    streamed = client.chat.completions.create(
        model=MODEL,
        messages=messages,
        tools=[TOOL],
        stream=True,
        stream_options={"include_usage": True},
    )
    for _ in streamed:
        pass
    if responses:
        client.responses.create(model=MODEL, instructions=SYSTEM, input=QUESTION)
    client.embeddings.create(model="text-embedding-3-small", input=QUESTION)
