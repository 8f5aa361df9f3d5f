"""Regular expressions written by users, run by RE2: time linear in the text, whatever the pattern.

RE2 knows no look-around and no back-references; such patterns are refused with its own words.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import re2

from gatelight.errors import InvalidRequest

MAX_PATTERN_LENGTH = 1000
_MEMORY_BYTES = 1 << 20


class InvalidPatternError(ValueError):
    """A pattern RE2 does not accept; the text says why."""


def _options(case_sensitive: bool) -> re2.Options:
    options = re2.Options()
    options.case_sensitive = case_sensitive
    options.log_errors = False
    options.max_mem = _MEMORY_BYTES
    return options


@lru_cache(maxsize=2048)
def searcher(pattern: str, case_sensitive: bool = True) -> Callable[[str], bool]:
    """A function that tells whether `pattern` is found anywhere in a text.

    Raises InvalidPatternError.
    """
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise InvalidPatternError(f"longer than {MAX_PATTERN_LENGTH} characters")
    try:
        compiled = re2.compile(pattern, _options(case_sensitive))
    except re2.error as error:
        reason = error.args[0] if error.args else error
        text = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        raise InvalidPatternError(text) from error
    except UnicodeEncodeError as error:
        raise InvalidPatternError("not valid Unicode") from error

    def found(text: str) -> bool:
        try:
            return compiled.search(text) is not None
        except UnicodeEncodeError:
            return False

    return found


def checked_pattern(pattern: str, field: str) -> str:
    """`pattern`, once it is known to compile. Raises InvalidRequest naming `field`."""
    try:
        searcher(pattern)
    except InvalidPatternError as error:
        raise InvalidRequest(
            f"{field} is not a usable regular expression (RE2 syntax): {error}"
        ) from error
    return pattern
