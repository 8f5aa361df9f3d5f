"""Environments: short lower-case words that keep production and the rest apart."""

from __future__ import annotations

import re
from functools import lru_cache

from gatelight.core.trace import DEFAULT_ENVIRONMENT

MAX_ENVIRONMENT_LENGTH = 40
_RESERVED_PREFIX = re.compile(r"^langfuse[-_]?")
_ENVIRONMENT = re.compile(r"[a-z0-9_-]+")


@lru_cache(maxsize=1024)
def normal_environment(value: str) -> str:
    """`value` as it is stored: lower case, without a leading `langfuse`, at most 40 characters;
    what then holds anything but letters, digits, `-` and `_` is `default` (ingestion rule 2.4)."""
    word = _RESERVED_PREFIX.sub("", value.lower())[:MAX_ENVIRONMENT_LENGTH]
    return word if _ENVIRONMENT.fullmatch(word) else DEFAULT_ENVIRONMENT
