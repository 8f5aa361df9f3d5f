"""Draw the C4 pictures of docs/: `python -m scripts.pictures` writes, `--check` compares.

A picture is boxes on a grid and arrows between them; nothing in it is loaded from elsewhere, and it
is readable on a light and a dark page.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from xml.sax.saxutils import escape

from scripts.generated import ROOT, write_or_check

OUT = ROOT / "docs" / "images"
WIDTH, HEIGHT = 210, 92
GAP_X, GAP_Y = 110, 78
MARGIN = 36
STYLE = """
  .ground { fill: #ffffff } .box { stroke-width: 1.5; rx: 8 }
  .person { fill: #0b3d6b; stroke: #0b3d6b } .own { fill: #1668b8; stroke: #0f4f8e }
  .other { fill: #6b7280; stroke: #4b5563 }
  .frame { fill: none; stroke: #6b7280; stroke-dasharray: 6 5 }
  .name { font: 600 15px system-ui, sans-serif; fill: #ffffff; text-anchor: middle }
  .what { font: 12px system-ui, sans-serif; fill: #e8eef5; text-anchor: middle }
  .label { font: 12px system-ui, sans-serif; fill: #374151; text-anchor: middle }
  .title { font: 600 13px system-ui, sans-serif; fill: #4b5563 }
  .arrow { stroke: #4b5563; stroke-width: 1.5; fill: none; marker-end: url(#head) }
"""


@dataclass(frozen=True)
class Box:
    """`place` is column and row, in halves where need be. `kind`: person, own or other."""

    name: str
    what: str
    place: tuple[float, float]
    kind: str = "own"

    @property
    def x(self) -> float:
        return MARGIN + self.place[0] * (WIDTH + GAP_X)

    @property
    def y(self) -> float:
        return MARGIN + 18 + self.place[1] * (HEIGHT + GAP_Y)


@dataclass(frozen=True)
class Picture:
    """`arrows`: from, to, what goes along. `frame`: a title and the boxes within."""

    title: str
    boxes: dict[str, Box]
    arrows: list[tuple[str, str, str]]
    frame: tuple[str, list[str]]


CONTEXT = Picture(
    "Gatelight: who uses it, and what it uses",
    {
        "people": Box("People", "see traces, cost and quality", (0, 0), "person"),
        "apps": Box("Applications, agents", "call models, send traces", (0, 2), "person"),
        "gatelight": Box("Gatelight", "LLM gateway and tracing", (1.2, 1)),
        "models": Box("Model providers", "Bedrock, Anthropic, OpenAI, …", (2.4, 0), "other"),
        "notices": Box("Notices", "e-mail, Slack, webhooks", (2.4, 1), "other"),
        "stores": Box("Stores", "PostgreSQL, ClickHouse, S3", (2.4, 2), "other"),
    },
    [
        ("people", "gatelight", "browser"),
        ("apps", "gatelight", "OpenAI API, OTLP"),
        ("gatelight", "models", "calls"),
        ("gatelight", "notices", "alerts"),
        ("gatelight", "stores", "keeps"),
    ],
    ("", []),
)
CONTAINERS = Picture(
    "Gatelight in AWS: what runs, and what asks what",
    {
        "people": Box("People, applications", "HTTPS", (0, 1), "person"),
        "cloudfront": Box("CloudFront", "path table as a function", (1, 1)),
        "gateway": Box("Gateway", "LiteLLM on Fargate, port 80", (2, 0)),
        "server": Box("Server", "API, UI, OTLP; port 8080", (2, 1)),
        "monitoring": Box("Monitoring", "Grafana, VictoriaMetrics", (2, 2)),
        "models": Box("Bedrock", "or any provider", (3, 0), "other"),
        "events": Box("Events", "EFS, or ClickHouse by URL", (3, 1), "other"),
        "records": Box("RDS PostgreSQL", "users, keys, prices", (3, 2), "other"),
    },
    [
        ("people", "cloudfront", "TLS"),
        ("cloudfront", "gateway", "/v1/…"),
        ("cloudfront", "server", "/api, UI"),
        ("cloudfront", "monitoring", "/grafana"),
        ("gateway", "server", "traces, keys"),
        ("monitoring", "server", "/metrics"),
        ("gateway", "models", "calls"),
        ("server", "events", "traces"),
        ("server", "records", "records"),
    ],
    (
        "AWS account, behind one load balancer",
        ["gateway", "server", "monitoring", "events", "records"],
    ),
)
PICTURES = {"c4-context.svg": CONTEXT, "c4-containers.svg": CONTAINERS}


def border(box: Box, towards: Box) -> tuple[float, float]:
    """Where a line from the middle of `box` towards the middle of another leaves it."""
    x, y = box.x + WIDTH / 2, box.y + HEIGHT / 2
    dx, dy = towards.x - box.x, towards.y - box.y
    scale = min(WIDTH / 2 / abs(dx) if dx else 9e9, HEIGHT / 2 / abs(dy) if dy else 9e9)
    return x + dx * scale, y + dy * scale


def arrow(picture: Picture, start: str, end: str, label: str) -> list[str]:
    one, other = picture.boxes[start], picture.boxes[end]
    (x1, y1), (x2, y2) = border(one, other), border(other, one)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    width = 7 * len(label) + 8
    return [
        f'<path class="arrow" d="M{x1:.0f} {y1:.0f} L{x2:.0f} {y2:.0f}"/>',
        f'<rect class="ground" x="{x - width / 2:.0f}" y="{y - 9:.0f}" '
        f'width="{width}" height="18"/>',
        f'<text class="label" x="{x:.0f}" y="{y + 4:.0f}">{escape(label)}</text>',
    ]


def draw(picture: Picture) -> str:
    """The picture as SVG."""
    boxes = picture.boxes.values()
    width = max(box.x for box in boxes) + WIDTH + MARGIN
    height = max(box.y for box in boxes) + HEIGHT + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        'role="img">',
        f"<title>{escape(picture.title)}</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="head" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto">'
        '<path d="M0 0 L9 4 L0 8 z" fill="#4b5563"/></marker></defs>',
        f'<rect class="ground" width="{width:.0f}" height="{height:.0f}"/>',
    ]
    title, inside = picture.frame
    if inside:
        within = [picture.boxes[name] for name in inside]
        left, top = min(box.x for box in within) - 22, min(box.y for box in within) - 30
        right = max(box.x for box in within) + WIDTH + 18
        bottom = max(box.y for box in within) + HEIGHT + 18
        lines += [
            f'<rect class="frame" x="{left:.0f}" y="{top:.0f}" width="{right - left:.0f}" '
            f'height="{bottom - top:.0f}" rx="12"/>',
            f'<text class="title" x="{left + 14:.0f}" y="{top + 18:.0f}">{escape(title)}</text>',
        ]
    for each in picture.arrows:
        lines += arrow(picture, *each)
    for box in boxes:
        middle = box.x + WIDTH / 2
        lines += [
            f'<rect class="box {box.kind}" x="{box.x:.0f}" y="{box.y:.0f}" width="{WIDTH}" '
            f'height="{HEIGHT}"/>',
            f'<text class="name" x="{middle:.0f}" y="{box.y + 42:.0f}">{escape(box.name)}</text>',
            f'<text class="what" x="{middle:.0f}" y="{box.y + 63:.0f}">{escape(box.what)}</text>',
        ]
    return "\n".join([*lines, "</svg>"]) + "\n"


def main(arguments: list[str]) -> int:
    files = {OUT / name: draw(picture) for name, picture in PICTURES.items()}
    return write_or_check(files, arguments, "scripts.pictures")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
