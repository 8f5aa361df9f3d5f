"""Modules that run inside LiteLLM's own interpreter, where `gatelight` is not installed.

They import the standard library and what `gateway/requirements.txt` pins, never `gatelight`.
`guard`, `trace_ids` and `middleware` need neither LiteLLM nor a network.
"""
