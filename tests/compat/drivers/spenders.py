"""Sixteen of the providers' own clients call until they are refused; prints as JSON how many calls
of each kind were answered and with which code each client was refused.

Run in the environment `python-clients`. Arguments: the gateway's address and a key.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anthropic
import openai

address, key = sys.argv[1:]
CLIENTS, MOST = 16, 60
QUESTION: Any = [{"role": "user", "content": "Say hello in Italian"}]
CHAT: Any = {"model": "gpt-4o-mini", "messages": QUESTION}
CLAUDE: Any = {"model": "claude-sonnet-4-5", "max_tokens": 50, "messages": QUESTION}
# As they come: they try again what may be tried again.
chatting = openai.OpenAI(base_url=f"{address}/v1", api_key=key)
claude = anthropic.Anthropic(base_url=address, auth_token=key, api_key=None)


def chat() -> None:
    assert chatting.chat.completions.create(**CHAT).choices


def chat_streamed() -> None:
    usage = {"include_usage": True}
    assert list(chatting.chat.completions.create(**CHAT, stream=True, stream_options=usage))


def message() -> None:
    assert claude.messages.create(**CLAUDE).content


def message_streamed() -> None:
    with claude.messages.stream(**CLAUDE) as stream:
        assert "".join(stream.text_stream)


KINDS: list[Callable[[], None]] = [chat, chat_streamed, message, message_streamed]


def spend(number: int) -> tuple[str, int, str]:
    call = KINDS[number % len(KINDS)]
    answered = 0
    while answered < MOST:
        try:
            call()
            answered += 1
        except (openai.RateLimitError, anthropic.RateLimitError) as error:
            body: Any = error.body
            code = body.get("error", body)["code"]
            if code != "budget_held":  # held longer than clients try again by themselves
                return call.__name__, answered, code
    return call.__name__, MOST, "never refused"


answered: Counter[str] = Counter()
refused: dict[str, list[str]] = {}
with ThreadPoolExecutor(CLIENTS) as pool:
    for kind, calls, code in pool.map(spend, range(CLIENTS)):
        answered[kind] += calls
        refused.setdefault(kind, []).append(code)
print(json.dumps({"answered": answered, "refused": refused}))
