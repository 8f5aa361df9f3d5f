"""LlamaIndex through OpenInference's instrumentation, exported by Langfuse's SDK: an agent that
calls a tool, a chat, a streamed chat."""

import asyncio

from langfuse import get_client, propagate_attributes
from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.llms import ChatMessage
from llama_index.llms.openai import OpenAI
from openinference.instrumentation.llama_index import LlamaIndexInstrumentor
from story import MODEL, QUESTION, RUN, SYSTEM, weather

langfuse = get_client()
LlamaIndexInstrumentor().instrument()
usage = {"stream_options": {"include_usage": True}}
llm = OpenAI(model=MODEL, temperature=0.2, additional_kwargs=usage)
agent = FunctionAgent(name="assistant", tools=[weather], llm=llm, system_prompt=SYSTEM)


async def main() -> None:
    await agent.run(user_msg=QUESTION)


with propagate_attributes(user_id=f"ada-{RUN}", session_id=f"session-{RUN}"):
    asyncio.run(main())
    messages = [ChatMessage(SYSTEM, role="system"), ChatMessage(QUESTION, role="user")]
    OpenAI(model=MODEL).chat(messages)
    for _ in llm.stream_chat(messages):
        pass
langfuse.flush()
print("{}")
