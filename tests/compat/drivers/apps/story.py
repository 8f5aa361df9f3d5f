"""What every driver of an application says, and whose it is."""

import os

RUN = os.environ["RUN"]
MODEL = "gpt-4o-mini"
SYSTEM = "You are kind"
QUESTION = "What is the weather in Paris?"


def weather(city: str) -> str:
    """The weather of a city."""
    return f"sunny in {city}"
