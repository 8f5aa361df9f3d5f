"""References in a prompt's text to other prompts: `@@@langfusePrompt:name=X|version=1@@@` or
`…|label=production@@@`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

LATEST = "latest"
MAX_VERSION = 2**31 - 1

_REFERENCE = re.compile(
    r"@@@langfusePrompt:name=(?P<name>[^|@]+)\|"
    r"(?:version=(?P<version>[1-9][0-9]{0,9})|label=(?P<label>[a-z0-9_.-]{1,36}))@@@"
)


class Reference(NamedTuple):
    """Another prompt, by version or by label: exactly one of them is set."""

    name: str
    version: int | None
    label: str | None

    def __str__(self) -> str:
        pinned = f"version {self.version}" if self.label is None else f"label {self.label!r}"
        return f"{self.name!r} with {pinned}"


def references_of(prompt: Any) -> list[Reference]:
    """Distinct references of a text or of the contents of chat messages, in order."""
    found = (_reference(match) for text in _texts(prompt) for match in _REFERENCE.finditer(text))
    return list(dict.fromkeys(found))


def replaced(prompt: Any, text_of: Callable[[Reference], str], limit: int) -> Any:
    """`prompt` with each reference replaced. Raises ValueError beyond `limit` characters."""
    room = _Room(limit)
    if isinstance(prompt, str):
        return _replaced(prompt, text_of, room)
    return [
        message | {"content": _replaced(message["content"], text_of, room)}
        if isinstance(message.get("content"), str)
        else message
        for message in prompt
    ]


class _Room:
    """Characters that may still be written: a few references can stand for gigabytes."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, text: str) -> str:
        self._left -= len(text)
        if self._left < 0:
            raise ValueError("The prompt is too long once its references are filled in")
        return text


def _replaced(text: str, text_of: Callable[[Reference], str], room: _Room) -> str:
    parts: list[str] = []
    end = 0
    for match in _REFERENCE.finditer(text):
        parts.append(room.take(text[end : match.start()]))
        parts.append(room.take(text_of(_reference(match))))
        end = match.end()
    parts.append(room.take(text[end:]))
    return "".join(parts)


def _texts(prompt: Any) -> Iterator[str]:
    if isinstance(prompt, str):
        yield prompt
        return
    for message in prompt:
        content = message.get("content")
        if isinstance(content, str):
            yield content


def _reference(match: re.Match[str]) -> Reference:
    version = match["version"]
    return Reference(
        match["name"], min(int(version), MAX_VERSION) if version else None, match["label"]
    )
