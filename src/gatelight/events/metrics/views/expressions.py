"""SQL expressions that several views share."""

from __future__ import annotations


def keys_sum(column: str, word: str) -> str:
    """Sum of a map's values whose key contains `word`; null for an empty map.

    The wire's aggregate rule: input = every key containing `input`, output likewise.
    """
    matching = (
        f"arraySum(arrayFilter((v, k) -> position(k, '{word}') > 0, "
        f"mapValues({column}), mapKeys({column})))"
    )
    return f"if(empty({column}), NULL, {matching})"


def milliseconds(start: str, end: str) -> str:
    """From `start` to `end`; null when either is."""
    return f"dateDiff('microsecond', {start}, {end}) / 1000"


def per_second(amount: str, duration: str) -> str:
    """`amount` for each second of `duration` (milliseconds); null for no duration."""
    return f"({amount}) / nullIf({duration}, 0) * 1000"
