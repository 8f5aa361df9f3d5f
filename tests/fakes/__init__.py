"""Stand-ins for what lies outside Gatelight: a model provider, a tracing server."""
