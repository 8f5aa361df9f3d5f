"""The drop-in `langfuse.openai`: a chat, a stream, the responses API, embeddings, an error."""

from contextlib import suppress

from langfuse import get_client, observe, propagate_attributes
from langfuse.openai import openai
from story import MODEL, QUESTION, RUN, SYSTEM

client = openai.OpenAI(max_retries=0)
MESSAGES = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": QUESTION}]


@observe(name="assistant")
def assistant(question: str) -> str:
    answer = client.chat.completions.create(model=MODEL, messages=MESSAGES, temperature=0.2)
    streamed = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
    )
    for _ in streamed:
        pass
    client.responses.create(model=MODEL, instructions=SYSTEM, input=question)
    client.embeddings.create(model="text-embedding-3-small", input=question)
    with suppress(openai.InternalServerError):
        client.chat.completions.create(model=f"{MODEL}-500", messages=MESSAGES)
    return answer.choices[0].message.content


with propagate_attributes(user_id=f"ada-{RUN}", session_id=f"session-{RUN}"):
    assistant(QUESTION)
get_client().flush()
print("{}")
