"""The Terraform modules as the one provider that can be had as a file here reads them.

The modules are for the provider's version 6; terraform-provider-aws 3.39.0 is the newest binary a
package registry has. What version 6 calls otherwise or has besides is listed here, all of it, and
nothing else is changed. The whole of the modules is checked against the schema of 6.62 elsewhere
(tests/deploy/test_terraform.py).
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

PROVIDER = "3.39.0"

RENAMED = [
    ('version = ">= 6.0"', f'version = "{PROVIDER}"'),
    ("data.aws_region.this.region", "data.aws_region.this.name"),
    (r"\bdb_name +=", "name ="),  # of aws_db_instance
    ('"elastic"', '"bursting"'),  # EFS's throughput mode since 2022
    ('"http2and3"', '"http2"'),  # CloudFront's HTTP/3, since 2022
]
"""Regular expressions and what takes their place."""

REMOVED = [
    r"runtime_platform",  # ARM64 on Fargate, since 2021
    r"function_association",  # CloudFront Functions, since 2021
    r'resource "aws_cloudfront_function" "\w+"',
    r'resource "aws_efs_backup_policy" "\w+"',  # since 2022
]
"""Heads of blocks that are left out."""


def backport(source: Path, target: Path, provider_block: str) -> Path:
    """Copy `deploy/terraform` to `target` for the old provider; `provider_block` is what
    stands in the environment's `provider "aws"`. Returns the environment's folder."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
    for path in target.rglob("*.tf"):
        text = path.read_text()
        for old, new in RENAMED:
            text = re.sub(old, new, text)
        for head in REMOVED:
            text = without_block(text, head)
        if 'provider "aws" {' in text:
            text = f'provider "aws" {{\n{provider_block}\n}}\n' + without_block(
                text, 'provider "aws"'
            )
        path.write_text(text)
    return target / "environments" / "example"


def without_block(text: str, head: str) -> str:
    """`text` without every block whose line begins with `head`."""
    while found := re.search(rf"^ *{head} \{{\n", text, re.M):
        depth, end = 1, found.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        text = text[: found.start()] + text[end:].lstrip("\n")
    return text
