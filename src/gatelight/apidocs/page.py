"""The OpenAPI document as one readable page: plain HTML, no script, nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from html import escape
from typing import Any

from gatelight.apidocs.document import METHODS

STYLE = """
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--code:#8882}
body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:1rem}
nav{columns:14rem;border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
nav a{display:block}
h2{margin-top:2.5rem;border-bottom:1px solid var(--line)}
details{border:1px solid var(--line);border-radius:.5rem;margin:.4rem 0}
details details{margin:.4rem 0 .4rem 1rem}
summary{cursor:pointer;padding:.45rem .75rem}
details>div{padding:0 1rem 1rem}
code,pre{font:13px/1.45 ui-monospace,monospace;background:var(--code);border-radius:.25rem}
code{padding:.1rem .3rem}
pre{padding:.75rem;overflow:auto}
table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid var(--line);padding:.3rem .5rem;text-align:left;vertical-align:top}
b.method{display:inline-block;min-width:4.2rem}
small{opacity:.75}
"""

_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def render(document: dict[str, Any]) -> str:
    """The whole page."""
    info = document["info"]
    groups = _by_tag(document)
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width'>",
        f"<title>{escape(info['title'])} API</title><style>{STYLE}</style>",
        f"<h1>{escape(info['title'])} API <small>{escape(info['version'])}</small></h1>",
        _prose(info.get("description", "")),
        "<p>As a document: <a href=openapi.json>openapi.json</a>, "
        "<a href=openapi.yml>openapi.yml</a>.</p><nav>",
        *(f"<a href='#{_anchor(tag)}'>{escape(tag)}</a>" for tag in groups),
        "<a href='#schemas'>Schemas</a></nav>",
    ]
    for tag, operations in groups.items():
        parts.append(f"<h2 id='{_anchor(tag)}'>{escape(tag)}</h2>")
        parts += [_operation(*found) for found in operations]
    parts.append("<h2 id=schemas>Schemas</h2>")
    parts += _schemas(document["components"]["schemas"])
    return "".join(parts)


def _by_tag(document: dict[str, Any]) -> dict[str, list[tuple[str, str, dict[str, Any]]]]:
    groups: dict[str, list[tuple[str, str, dict[str, Any]]]] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                operation = methods[method]
                tag = (operation.get("tags") or [_noun(path)])[0]
                named = tag[0].upper() + tag[1:]
                groups.setdefault(named, []).append((path, method, operation))
    return dict(sorted(groups.items()))


def _noun(path: str) -> str:
    parts = [part for part in path.split("/") if part and not re.fullmatch(r"v\d+", part)]
    return next((part for part in parts if part not in ("api", "public")), "server")


def _anchor(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _prose(text: str) -> str:
    """Paragraphs, with `code` in backticks."""
    paragraphs = [part for part in text.split("\n\n") if part.strip()]
    shown = (re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(part)) for part in paragraphs)
    return "".join(f"<p>{part}</p>" for part in shown)


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    name = operation["operationId"]
    return "".join(
        (
            f"<details id='{escape(name)}'><summary><b class=method>{method.upper()}</b>",
            f"<code>{escape(path)}</code> {escape(operation.get('summary', ''))}</summary><div>",
            _prose(operation.get("description", "")),
            f"<p><small>Operation <code>{escape(name)}</code>{_security(operation)}</small></p>",
            _parameters(operation.get("parameters", [])),
            _body(operation.get("requestBody")),
            _answers(operation["responses"]),
            "</div></details>",
        )
    )


def _security(operation: dict[str, Any]) -> str:
    names = sorted({name for way in operation.get("security", ()) for name in way})
    return f", needs {escape(' or '.join(names))}" if names else ""


def _parameters(parameters: list[dict[str, Any]]) -> str:
    if not parameters:
        return ""
    rows = (
        f"<tr><td><code>{escape(each['name'])}</code></td><td>{escape(each['in'])}"
        f"{', required' if each.get('required') else ''}</td>"
        f"<td>{_kind(each.get('schema', {}))}</td>"
        f"<td>{_prose(each.get('description', ''))}</td></tr>"
        for each in parameters
    )
    return (
        "<h4>Parameters</h4><table><tr><th>name<th>in<th>type<th>meaning</tr>"
        f"{''.join(rows)}</table>"
    )


def _body(body: dict[str, Any] | None) -> str:
    if body is None:
        return ""
    shown = (
        f"<p><code>{escape(kind)}</code> {_kind(content.get('schema', {}))}</p>"
        f"{_prose(content.get('schema', {}).get('description', ''))}"
        for kind, content in body.get("content", {}).items()
    )
    return "<h4>Body</h4>" + "".join(shown)


def _answers(responses: dict[str, Any]) -> str:
    rows = (
        f"<tr><td><code>{escape(status)}</code></td><td>{_prose(answer['description'])}</td>"
        f"<td>{' '.join(_content(answer))}</td></tr>"
        for status, answer in sorted(responses.items())
    )
    return f"<h4>Answers</h4><table><tr><th>status<th>meaning<th>body</tr>{''.join(rows)}</table>"


def _content(answer: dict[str, Any]) -> Iterator[str]:
    for kind, content in answer.get("content", {}).items():
        prefix = "" if kind == "application/json" else f"<code>{escape(kind)}</code> "
        yield prefix + _kind(content.get("schema", {}))


def _kind(schema: dict[str, Any]) -> str:
    """A schema in a word or two, with a link to the named ones."""
    if reference := schema.get("$ref"):
        name = reference.rsplit("/", 1)[1]
        return f"<a href='#schema-{_anchor(name)}'>{escape(name)}</a>"
    for word in ("anyOf", "oneOf", "allOf"):
        if word in schema:
            return " or ".join(dict.fromkeys(_kind(part) for part in schema[word]))
    if "enum" in schema:
        return " ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    form = schema.get("format")
    kind = schema.get("type", "any")
    return escape(f"{kind} ({form})" if form else str(kind))


def _schemas(schemas: dict[str, Any]) -> Iterator[str]:
    for name, schema in sorted(schemas.items()):
        yield (
            f"<details id='schema-{_anchor(name)}'><summary><code>{escape(name)}</code></summary>"
            f"<div>{_prose(schema.get('description', ''))}{_fields(schema)}</div></details>"
        )


def _fields(schema: dict[str, Any]) -> str:
    if "properties" not in schema:
        return f"<pre>{escape(json.dumps(schema, indent=2))}</pre>"
    required = set(schema.get("required", ()))
    rows = (
        f"<tr><td><code>{escape(name)}</code>{'' if name in required else ' <small>?</small>'}"
        f"</td><td>{_kind(field)}</td><td>{_prose(field.get('description', ''))}</td></tr>"
        for name, field in schema["properties"].items()
    )
    return f"<table><tr><th>field<th>type<th>meaning</tr>{''.join(rows)}</table>"
