"""The token counts of every answer of the stand-in provider."""

PROMPT_TOKENS, CACHED_TOKENS, OUTPUT_TOKENS, REASONING_TOKENS = 20, 5, 7, 2
CACHE_WRITE_TOKENS = 3
