"""Pictures, arithmetic and commands of the pages on deploying."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from scripts import pictures
from scripts.scaling import CASES, Case
from tests.deploy.tools import ROOT

DOCS = ROOT / "docs"


def test_pictures_are_drawn_anew_and_load_nothing() -> None:
    assert pictures.main(["--check"]) == 0
    for name in pictures.PICTURES:
        text = (pictures.OUT / name).read_text()
        ElementTree.fromstring(text)
        assert not re.search(r"href|@import|<script|url\((?!#)", text)


def test_every_box_of_a_picture_is_joined_to_another() -> None:
    for picture in pictures.PICTURES.values():
        joined = {name for start, end, _ in picture.arrows for name in (start, end)}
        assert joined == set(picture.boxes)


def test_more_observations_take_more_of_everything() -> None:
    small, middle, large = CASES
    assert small.embedded and not middle.embedded
    for name in ("busiest", "kept_gb", "server_tasks", "gateway_tasks", "shards", "disk_gb"):
        assert getattr(small, name) < getattr(middle, name) < getattr(large, name) or (
            name == "shards" and getattr(middle, name) == 1
        )
    assert sum(small.costs().values()) < sum(middle.costs().values())


def test_the_arithmetic_by_hand() -> None:
    case = Case(10_000)
    assert round(case.mean) == round(10**10 / (730 * 3600)) == 3805
    assert round(case.new_gb) == 9_000  # 10,000 million times 900 bytes
    assert (case.shards, case.clickhouse, case.disk_gb) == (3, (6, "m7g.4xlarge"), 13_500)


def test_files_and_commands_the_pages_name_exist() -> None:
    text = "".join((DOCS / f"{n}.md").read_text() for n in ("deploy-aws", "deploy-one-host"))
    for path in re.findall(r"`((?:deploy|src|tests|scripts)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), path
    for module in re.findall(r"python -m (scripts\.\w+)", text):
        assert (ROOT / f"{module.replace('.', '/')}.py").exists(), module


def test_the_variables_of_the_walk_through_are_terraforms() -> None:
    """Every required variable is in the page's terraform.tfvars, and no other name is."""
    from scripts import terraform

    page = (DOCS / "deploy-aws.md").read_text()
    written = re.search(r"```hcl\n(.*?)```", page, re.S)
    assert written
    given = set(re.findall(r"^ +(\w+) +=", written[1], re.M))
    example = ROOT / "deploy" / "terraform" / "environments" / "example"
    known = terraform.declared(example, "variable")
    required = {name for name, body in known.items() if "default" not in body}
    assert required - {"secrets"} <= given <= set(known)
