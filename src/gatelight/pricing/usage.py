"""A client's usage map → exclusive buckets, and the map the wire reads back.

Numbers that cannot all be true are repaired where arithmetic shows what happened, else only
flagged; every case has a flag, listed in `FLAGS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple, TypeAlias

import msgspec

from gatelight.pricing.buckets import BUCKETS, INPUT_BUCKETS, OUTPUT_BUCKETS, TOKEN_BUCKETS
from gatelight.pricing.conventions import convention_of
from gatelight.pricing.usage_keys import bucket_of, part_bucket, snake, whole_bucket

FLAGS: dict[str, str] = {
    "cache_write_double_counted": "Input included cache writes that were also listed; taken off "
    "input (LiteLLM does this for Anthropic).",
    "cache_read_double_counted": "Input included cache reads that were also listed; taken off "
    "input.",
    "input_part_double_counted": "Input included audio, image or tool tokens that were also "
    "listed; taken off input.",
    "output_part_double_counted": "Output included reasoning, audio or image tokens that were "
    "also listed; taken off output.",
    "details_exceed_input": "The details of the input add up to more than the input.",
    "details_exceed_output": "The details of the output add up to more than the output.",
    "total_excluded_cache": "The total left out cached tokens that are not part of input; it was "
    "replaced by the sum.",
    "total_zero": "The total was 0 although its parts are not; it was replaced by the sum.",
    "parts_exceed_total": "The parts add up to more than the total, and nothing explains it.",
    "total_exceeds_parts": "The total is more than its parts; the rest is of unknown kind and is "
    "not priced.",
    "repeated": "A second name for a number already given; counted once.",
    "conflicting": "A second name with a different number; the first name counts.",
    "impossible_count": "Not a count between 0 and 2^40; left out.",
    "unknown_usage_key": "No kind of token is known by this name; counted in no bucket.",
    "no_price": "The price entry has no price for this kind of token: the cost is not known.",
    "no_model_price": "The price book has no entry for this model at that time.",
    "zero_cost_not_believed": "The gateway reported a cost of exactly 0 for tokens it could not "
    "price; it was not taken as the cost.",
    "cost_out_of_range": "A cost was not a number the store can hold; left out.",
    "estimated": "Tokens were counted by us with a tokenizer the model may not use.",
    "extrapolated": "Only the start of a very long text was counted; the rest in proportion.",
    "usage_from_metadata": "All counts were 0; the gateway's own usage record was used instead.",
}
"""Every flag a stored observation can carry (some with `:<name>` behind), and what it means."""

MAX_COUNT = 2**40
"""No call has so many tokens; sums of counts stay within the store's 64 bits."""

_DETAIL = re.compile(r"^(prompt|input|completion|output)_tokens_details_(\w+)$")
_CACHE_WRITES = frozenset({"cache_write_5m", "cache_write_1h"})
_DETAIL_SIDE = {"prompt": "input", "input": "input", "completion": "output", "output": "output"}

_DOUBLE_COUNTS: tuple[tuple[str, frozenset[str], str], ...] = (
    ("cache_write_double_counted", _CACHE_WRITES, "input"),
    ("cache_read_double_counted", frozenset({"cache_read"}), "input"),
    ("output_part_double_counted", frozenset({"reasoning"}), "output"),
    (
        "input_part_double_counted",
        INPUT_BUCKETS - {"input", "cache_read", "cache_write_5m", "cache_write_1h"},
        "input",
    ),
    ("output_part_double_counted", OUTPUT_BUCKETS - {"output", "reasoning"}, "output"),
)
"""Flag, buckets listed beside their whole, and the whole they are taken off."""


Part: TypeAlias = tuple[str, str, int]
"""One usage key of the wire, its bucket and its exclusive count."""


class NormalUsage(msgspec.Struct):
    """`wire`: the map that reads back, with `total`. `tokens`: exclusive token buckets, none 0.
    `parts`: what is priced, key by key."""

    wire: dict[str, int]
    tokens: dict[str, int]
    parts: list[Part]
    convention: str
    flags: list[str]


class _Plan(NamedTuple):
    """What the names of a map mean, worked out once for each set of names."""

    buckets: dict[str, str]
    unknown: tuple[str, ...]
    synonyms: tuple[tuple[str, ...], ...]
    included: dict[str, str]
    split_cache_write: bool
    total_key: str
    convention: str
    plain: bool
    """Every key is a token bucket of its own: the parts only have to add up to the total."""


@lru_cache(maxsize=4096)
def _plan(keys: tuple[str, ...]) -> _Plan:
    buckets: dict[str, str] = {}
    unknown: list[str] = []
    ranked: dict[str, list[tuple[int, str]]] = {}
    included: dict[str, str] = {}
    for key in keys:
        if detail := _DETAIL.match(snake(key)):
            side = _DETAIL_SIDE[detail[1]]
            bucket = bucket_of(f"{side}_{detail[2]}")
            if bucket and bucket != side:
                buckets[key] = bucket
                included[key] = side
        elif whole := whole_bucket(key):
            bucket, rank = whole
            buckets[key] = bucket
            ranked.setdefault(bucket, []).append((rank, key))
        elif part := part_bucket(key):
            buckets[key] = part
        else:
            unknown.append(key)
    totals = sorted(ranked.pop("unsplit", []))
    for _, key in totals:
        del buckets[key]
    synonyms = tuple(
        tuple(key for _, key in sorted(names)) for names in ranked.values() if len(names) > 1
    )
    split = sum(bucket in _CACHE_WRITES for bucket in buckets.values()) > 1
    return _Plan(
        buckets=buckets,
        unknown=tuple(unknown),
        synonyms=synonyms,
        included=included,
        split_cache_write=split,
        total_key=totals[0][1] if totals else "",
        convention=convention_of(frozenset(keys)),
        plain=not (unknown or synonyms or included or split)
        and TOKEN_BUCKETS.issuperset(buckets.values())
        and [key for _, key in totals] in ([], ["total"]),
    )


def normalise(usage: Mapping[str, int], *, whole_is_input: bool = False) -> NormalUsage:
    """Sort a usage map into buckets. `whole_is_input`: a lone total is input (embeddings).

    Never raises: values that are no counts are left out and flagged.
    """
    flags: list[str] = []
    wire = dict(usage)
    for key, value in usage.items():
        if type(value) is not int or not 0 <= value <= MAX_COUNT:
            del wire[key]
            flags.append(f"impossible_count:{key}")
    plan = _plan(tuple(wire))
    if not plan.plain or not _adds_up(wire, plan):
        counts = _reconciled(wire, plan, flags)
    else:
        counts = {key: wire[key] for key in plan.buckets}

    parts: list[Part] = []
    tokens: dict[str, int] = {}
    buckets = plan.buckets
    for key, count in counts.items():
        bucket = buckets.get(key) or ("input" if whole_is_input else "unsplit")
        parts.append((key, bucket, count))
        if count and bucket in TOKEN_BUCKETS:
            tokens[bucket] = tokens.get(bucket, 0) + count
    return NormalUsage(wire, tokens, parts, plan.convention, flags)


def _adds_up(wire: dict[str, int], plan: _Plan) -> bool:
    """Whether a plain map's parts are its total; a missing total is filled in."""
    total = 0
    for key in plan.buckets:
        total += wire[key]
    if not plan.total_key:
        if wire:
            wire["total"] = total
        return True
    return wire[plan.total_key] == total


def _reconciled(wire: dict[str, int], plan: _Plan, flags: list[str]) -> dict[str, int]:
    """Exclusive counts by usage key; what does not fit is repaired in `wire` or flagged."""
    counts = {key: wire[key] for key in plan.buckets}
    if not plan.plain:
        _drop_repeats(counts, plan, flags)
        if plan.split_cache_write:
            _drop_split_cache_write(counts, plan, flags)
        _take_off_included(counts, plan, flags)
        flags.extend(f"unknown_usage_key:{key}" for key in plan.unknown if wire[key])
    _reconcile(counts, wire, plan, flags)
    return counts


def _drop_repeats(counts: dict[str, int], plan: _Plan, flags: list[str]) -> None:
    for names in plan.synonyms:
        kept = next((key for key in names if counts[key]), names[0])
        for key in names:
            if key == kept:
                continue
            if count := counts.pop(key):
                flags.append(f"{'repeated' if count == counts[kept] else 'conflicting'}:{key}")


def _drop_split_cache_write(counts: dict[str, int], plan: _Plan, flags: list[str]) -> None:
    """Anthropic lists all cache writes and, beside them, the same by lifetime."""
    whole = next(
        (k for k in counts if plan.buckets[k] == "cache_write_5m" and whole_bucket(k)), None
    )
    if whole is None:
        return
    split = sum(
        count
        for key, count in counts.items()
        if key != whole and plan.buckets[key] in _CACHE_WRITES
    )
    if split and split == counts[whole]:
        del counts[whole]
        flags.append(f"repeated:{whole}")


def _take_off_included(counts: dict[str, int], plan: _Plan, flags: list[str]) -> None:
    """Details named `prompt_tokens_details.…` are pieces of the whole by definition.

    The wire keeps the whole as it was sent: its name says that it includes them."""
    for side in ("input", "output"):
        whole = next((key for key in counts if plan.buckets[key] == side), None)
        details = sum(counts[key] for key, of in plan.included.items() if of == side)
        if whole is None or not details:
            continue
        if details > counts[whole]:
            flags.append(f"details_exceed_{side}")
        counts[whole] = max(0, counts[whole] - details)


def _reconcile(
    counts: dict[str, int],
    wire: dict[str, int],
    plan: _Plan,
    flags: list[str],
) -> None:
    """Hold the parts against the total, and repair what can be explained."""
    known = sum(count for key, count in counts.items() if BUCKETS[plan.buckets[key]].side != "unit")
    unknown = sum(wire[key] for key in plan.unknown)
    total = wire[plan.total_key] if plan.total_key else None
    if total is None:
        if wire:
            wire["total"] = known + unknown
        return
    if total in (known, known + unknown):
        pass
    elif total == 0:
        wire[plan.total_key] = known + unknown
        flags.append("total_zero")
    elif known == 0 and unknown == 0:
        counts[plan.total_key] = total
    elif total > known + unknown:
        flags.append("total_exceeds_parts")
    else:
        _explain_excess(counts, wire, plan, flags, known, total)
    if plan.total_key != "total":
        wire.setdefault("total", wire[plan.total_key])


def _explain_excess(
    counts: dict[str, int],
    wire: dict[str, int],
    plan: _Plan,
    flags: list[str],
    known: int,
    total: int,
) -> None:
    """The listed parts exceed the total: find the pieces that were counted twice.

    The fewest kinds of piece that make up the excess exactly are taken off the whole that contains
    them. Messages usage never contains cached tokens in its input, so there the total is at fault.
    """
    excess = known - total
    sums: dict[str, int] = {}
    for key, count in counts.items():
        bucket = plan.buckets[key]
        sums[bucket] = sums.get(bucket, 0) + count
    groups = []
    for flag, buckets, whole in _DOUBLE_COUNTS:
        amount = 0
        for bucket in buckets & sums.keys():
            amount += sums[bucket]
        if amount:
            groups.append((flag, amount, whole))
    for chosen in _adding_up(groups, excess):
        off = {"input": 0, "output": 0}
        for _, amount, whole in chosen:
            off[whole] += amount
        fits = all(amount <= sums.get(side, 0) for side, amount in off.items())
        cache_only = all(flag.startswith("cache_") for flag, _, _ in chosen)
        if cache_only and (plan.convention == "anthropic" or not fits):
            wire[plan.total_key] = known
            flags.append("total_excluded_cache")
            return
        if fits:
            for side, amount in off.items():
                _take_off(side, amount, counts, wire, plan)
            flags.extend(dict.fromkeys(flag for flag, _, _ in chosen))
            return
    flags.append("parts_exceed_total")


_Group: TypeAlias = tuple[str, int, str]


def _adding_up(groups: list[_Group], amount: int) -> Iterator[tuple[_Group, ...]]:
    """Selections of `groups` that make up `amount`, those of the fewest first."""
    for group in groups:
        if group[1] == amount:
            yield (group,)
    for size in range(2, len(groups) + 1):
        for chosen in combinations(groups, size):
            if sum(group[1] for group in chosen) == amount:
                yield chosen


def _take_off(
    side: str, amount: int, counts: dict[str, int], wire: dict[str, int], plan: _Plan
) -> None:
    """Lower the keys of the bucket `side` by `amount` in all."""
    for key, count in counts.items():
        if amount and plan.buckets[key] == side:
            off = min(amount, count)
            counts[key] -= off
            wire[key] -= off
            amount -= off
