"""OpenLLMetry's own SDK (Traceloop): a workflow, a task and a tool, sent by its exporter."""

from openai_calls import ask
from otlp import AUTHORIZATION, ENDPOINT
from story import QUESTION, RUN, weather
from traceloop.sdk import Traceloop
from traceloop.sdk.decorators import task, tool, workflow

Traceloop.init(app_name="app", api_endpoint=ENDPOINT, headers={"Authorization": AUTHORIZATION})
Traceloop.set_association_properties({"user_id": f"ada-{RUN}", "session_id": f"session-{RUN}"})


@tool(name="weather")
def look(city: str) -> str:
    return weather(city)


@task(name="answer")
def answer(question: str) -> str:
    look("Paris")
    ask()
    return question


@workflow(name="assistant")
def assistant(question: str) -> str:
    return answer(question)


assistant(QUESTION)
print("{}")
