from __future__ import annotations

import socket

import pytest

from gatelight.pricing import tokens
from gatelight.pricing.tokens import count_input, count_output, count_text, encoding_of


def test_known_counts_without_any_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise AssertionError("the tokenizer opened a socket")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert count_text("hello world", "o200k_base").tokens == 2
    assert count_text("hello world", "cl100k_base").tokens == 2
    assert count_text("", "o200k_base").tokens == 0


def test_the_chat_formula() -> None:
    """3 for the reply, 3 for the message, `user` is 1 token and `hello world` 2."""
    text = '[{"role":"user","content":"hello world"}]'
    assert count_input(text, "o200k_base").tokens == 9
    assert count_input('{"messages":' + text + "}", "o200k_base").tokens == 9
    named = '[{"role":"user","content":"hello world","name":"user"}]'
    assert count_input(named, "o200k_base").tokens == 11


def test_only_the_words_of_content_parts_count() -> None:
    text = '[{"role":"user","content":[{"type":"text","text":"hello world"}]}]'
    assert count_input(text, "o200k_base").tokens == 9


def test_plain_text_and_messages_as_output() -> None:
    assert count_output("hello world", "o200k_base").tokens == 2
    message = '{"role":"assistant","content":"hello world"}'
    assert count_output(message, "o200k_base").tokens == 2


def test_a_very_long_text_is_counted_in_proportion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MAX_COUNTED_CHARACTERS", 1000)
    count = count_text("hello " * 1000, "o200k_base")
    assert count.extrapolated
    assert 990 <= count.tokens <= 1010


@pytest.mark.parametrize("text", ["a" * 300_000, " " * 300_000, "😀" * 50_000, "\ud800\x00"])
def test_hostile_texts_are_counted(text: str) -> None:
    assert count_text(text, "o200k_base").tokens > 0


@pytest.mark.parametrize(
    ("model", "encoding"),
    [
        ("gpt-4o-mini", ("o200k_base", True)),
        ("openai/gpt-4o", ("o200k_base", True)),
        ("gpt-4-turbo", ("cl100k_base", True)),
        ("gpt-3.5-turbo", ("cl100k_base", True)),
        ("claude-sonnet-4-5", ("o200k_base", False)),
    ],
)
def test_the_encoding_of_a_model(model: str, encoding: tuple[str, bool]) -> None:
    assert encoding_of(model) == encoding
