"""The path table: every row, and every way to misspell a closed one."""

from __future__ import annotations

import pytest

from gatelight.edge.paths import HEALTH_PATH, Route, route, table

BASE = "/langfuse"
CLOSED = ["key", "user", "team", "model", "spend", "global", "config", "organization", "customer"]
CLOSED += ["budget", "sso", "ui", "metrics", "credentials", "cache", "health"]


def go(path: str, base: str = BASE) -> Route:
    return route(path, base)


@pytest.mark.parametrize("below", ["", "/", "/x"])
def test_every_row_leads_where_it_says(below):
    targets = {row.prefix: row.target for row in table(BASE)} | {BASE: "redirect"}
    for row in table(BASE):
        expected = row.target if below and row.prefix == BASE else targets[row.prefix]
        expected = targets.get(row.prefix + below, expected)
        assert go(row.prefix + below).target == expected, row
        assert row.sentence


@pytest.mark.parametrize(
    ("path", "target", "sent"),
    [
        ("/v1/chat/completions", "gateway", "/v1/chat/completions"),
        ("/v1/messages", "gateway", "/v1/messages"),
        ("/v1/models", "gateway", "/v1/models"),
        ("/models/gpt-4o", "gateway", "/models/gpt-4o"),
        ("/health/liveliness", "gateway", "/health/liveliness"),
        ("/anthropic/v1/messages", "gateway", "/anthropic/v1/messages"),
        ("/api/public/traces", "server", "/api/public/traces"),
        ("//api/public/ingestion", "server", "/api/public/ingestion"),
        ("/api//public///traces", "server", "/api/public/traces"),
        ("/./api/public/health", "server", "/api/public/health"),
        ("/api/public/x/../traces", "server", "/api/public/traces"),
        ("/api/public/v2/prompts/a%2Fb", "server", "/api/public/v2/prompts/a%2Fb"),
        ("/api/public/v2/prompts/a%252Fb", "server", "/api/public/v2/prompts/a%252Fb"),
        ("/api/public/v2/prompts/%C3%A9t%C3%A9", "server", "/api/public/v2/prompts/%C3%A9t%C3%A9"),
        ("/langfuse/", "server", "/langfuse/"),
        ("/langfuse/project/p/traces", "server", "/langfuse/project/p/traces"),
        ("/project/p/traces/t", "server", "/project/p/traces/t"),
        ("/_next/static/x.js", "server", "/_next/static/x.js"),
        ("/grafana/d/x", "grafana", "/grafana/d/x"),
        ("/grafanas", "missing", "/grafanas"),
        ("/langfuse", "redirect", "/langfuse/"),
        ("//langfuse", "redirect", "/langfuse/"),
        ("/", "redirect", "/langfuse/"),
        ("//", "redirect", "/langfuse/"),
        (HEALTH_PATH, "edge", HEALTH_PATH),
        ("/v1/model/info", "blocked", "/v1/model/info"),
        ("/v2/key/info", "blocked", "/v2/key/info"),
        ("/health", "blocked", "/health"),
        ("/health/services", "blocked", "/health/services"),
        ("/keys", "missing", "/keys"),
        ("/langfuses", "missing", "/langfuses"),
        ("/favicon.ico", "missing", "/favicon.ico"),
        ("/V1/chat/completions", "missing", "/V1/chat/completions"),
        ("/v1x", "missing", "/v1x"),
        ("*", "missing", "*"),
        ("http://other/key", "missing", "http://other/key"),
        ("/v1/x%00y", "missing", "/v1/x%00y"),
        ("/v1/x%0d%0ay", "missing", "/v1/x%0d%0ay"),
    ],
)
def test_plain_paths(path, target, sent):
    found = go(path)
    assert (found.target, found.path) == (target, sent)


def spellings(name: str) -> list[str]:
    first, rest = name[0], name[1:]
    encoded = f"%{ord(first):02x}"
    twice = f"%25{ord(first):02x}"
    thrice = f"%2525{ord(first):02x}"
    return [
        f"/{name}",
        f"/{name}/",
        f"/{name}/x",
        f"/{name.upper()}/x",
        f"/{name.title()}",
        f"//{name}/x",
        f"///{name}//x",
        f"/./{name}/x",
        f"/x/../{name}/x",
        f"/v1/../{name}/x",
        f"/v1/chat/../../{name}",
        f"/{encoded}{rest}/x",
        f"/{encoded.upper()}{rest}/x",
        f"/{twice}{rest}/x",
        f"/{thrice}{rest}/x",
        f"/%2f{name}/x",
        f"/%2F%2F{name}/x",
        f"/%2e/{name}/x",
        f"/v1/%2e%2e/{name}/x",
        f"/v1/.%2e/{name}/x",
        f"/v1%2f..%2f{name}/x",
        f"/v1/%252e%252e/{name}/x",
        f"/v1/..%2f{name}/x",
        f"/v1/..%5c{name}/x",
        f"/v1\\..\\{name}/x",
        f"/api/..%2f{name}",
        f"/langfuse/../{name}",
        f"/{name}%2fx",
        f"/{name}/%2e%2e/v1/chat/completions",
        f"/{name}/x%252f..%252f..%252fv1/chat/completions",
        f"/{name}%2f..%2fv1/chat/completions",
        f"/v1/{name}" if name not in {"health"} else f"/{name}",
        f"/v2/{name}/x",
    ]


@pytest.mark.parametrize("name", CLOSED)
def test_no_spelling_of_a_closed_path_slips_through(name):
    for path in spellings(name):
        assert go(path).target == "blocked", path


def test_an_endlessly_encoded_path_is_refused():
    assert go("/%" + "25" * 40 + "6bey/x").target in {"missing", "blocked"}


def test_what_is_sent_on_cannot_be_read_as_another_route():
    """The path sent to the gateway, decoded once as LiteLLM does, is one the table allows."""
    for name in CLOSED:
        for path in [*spellings(name), "/v1/a/..%2f..%2fapi", "/v1/./models"]:
            found = go(path)
            if found.target == "gateway":
                assert "/../" not in found.path
                assert go(found.path) == found


def test_the_base_path_is_a_setting():
    assert go("/traces/", "/traces").target == "server"  # an operator's choice wins
    assert go("/langfuse/", "/traces").target == "missing"
    assert go("/", "/traces") == Route("redirect", "/traces/", "The front page is the UI.")
    assert go("/", "").target == "server"
    assert go("/assets/x.js", "").target == "server"
    assert go("/key/x", "").target == "blocked"
    assert go("/v1/models", "").target == "gateway"
