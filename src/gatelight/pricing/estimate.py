"""Usage counted by us, when the client sent none."""

from __future__ import annotations

from gatelight.pricing.tokens import count_input, count_output, encoding_of
from gatelight.pricing.types import PricingRequest
from gatelight.pricing.usage import NormalUsage, normalise

_COUNTED_TYPES = frozenset({"GENERATION", "EMBEDDING"})


def estimated_usage(
    request: PricingRequest, tokenizer_id: str | None, usage: NormalUsage
) -> NormalUsage:
    """`usage` with tokens counted from the observation's texts, if it is a model call that did not
    fail; else `usage` as it is.

    The encoding is the model's own where known; otherwise o200k_base stands in and the count is
    flagged `estimated`. A project model may name a tokenizer: `openai` means the encodings of
    OpenAI, any other name has no vocabulary here and is counted as an estimate.
    """
    if request.type not in _COUNTED_TYPES or request.level == "ERROR":
        return usage
    encoding, exact = encoding_of(request.model)
    if tokenizer_id == "openai":
        exact = True
    before = count_input(request.input, encoding)
    if request.type == "EMBEDDING":
        counted = {"input": before.tokens}
        extrapolated = before.extrapolated
    else:
        after = count_output(request.output, encoding)
        counted = {"input": before.tokens, "output": after.tokens}
        extrapolated = before.extrapolated or after.extrapolated
    if not any(counted.values()):
        return usage
    made = normalise(counted)
    made.convention = f"tokenizer:{encoding}"
    made.flags = [
        *usage.flags,
        *([] if exact else ["estimated"]),
        *(["extrapolated"] if extrapolated else []),
    ]
    return made
