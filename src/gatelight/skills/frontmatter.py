"""The head of a SKILL.md: YAML between two lines of three dashes.

`name` and `description` follow the Agent Skills specification (agentskills.io/specification).
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import orjson
import yaml

from gatelight.core.storable import storable

MAX_LENGTH = 20_000
MAX_NAME = 64
MAX_DESCRIPTION = 1024

_HEAD = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Head(NamedTuple):
    name: str
    description: str
    frontmatter: dict[str, Any]


def head_of(text: str) -> Head:
    """Of the text of a SKILL.md. Raises ValueError, which says what is wrong."""
    found = _HEAD.match(text[: MAX_LENGTH * 2])
    if found is None or len(found[1]) > MAX_LENGTH:
        raise ValueError("SKILL.md begins with YAML frontmatter between two lines of ---")
    values = _values(found[1])
    name, description = values.get("name"), values.get("description")
    if not isinstance(name, str) or len(name) > MAX_NAME or not _NAME.fullmatch(name):
        raise ValueError(
            f"the frontmatter of SKILL.md needs a name of at most {MAX_NAME} lower-case letters, "
            "digits and single hyphens"
        )
    if (
        not isinstance(description, str)
        or not description.strip()
        or len(description) > MAX_DESCRIPTION
        or "\x00" in description
    ):
        raise ValueError(
            f"the frontmatter of SKILL.md needs a description of 1 to {MAX_DESCRIPTION} characters"
        )
    return Head(name, description, values)


def _values(text: str) -> dict[str, Any]:
    try:
        # an alias may stand for a tree of aliases: a few lines would become gigabytes
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            raise ValueError("the frontmatter of SKILL.md has no aliases (*name)")
        values = storable(
            orjson.loads(
                orjson.dumps(yaml.safe_load(text), default=str, option=orjson.OPT_NON_STR_KEYS)
            )
        )
    except (yaml.YAMLError, orjson.JSONEncodeError, RecursionError, OverflowError) as error:
        raise ValueError(f"the frontmatter of SKILL.md cannot be read: {error}") from error
    if not isinstance(values, dict):
        raise ValueError("the frontmatter of SKILL.md is a mapping of names to values")
    return values
