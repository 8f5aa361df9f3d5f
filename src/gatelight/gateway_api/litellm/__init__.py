"""LiteLLM's administration API, backed by our record store: the same paths and shapes, so that
scripts written for LiteLLM go on working."""
