"""Pydantic AI's own OpenTelemetry instrumentation, exported by Langfuse's SDK."""

from langfuse import get_client, propagate_attributes
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from story import MODEL, QUESTION, RUN, SYSTEM, weather

langfuse = get_client()
Agent.instrument_all()
agent = Agent(OpenAIChatModel(MODEL), instructions=SYSTEM, tools=[weather], name="assistant")
with propagate_attributes(user_id=f"ada-{RUN}", session_id=f"session-{RUN}"):
    agent.run_sync(QUESTION)
langfuse.flush()
print("{}")
