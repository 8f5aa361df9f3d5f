from __future__ import annotations

import pytest

from gatelight.core.environment import normal_environment


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("default", "default"),
        ("production", "production"),
        ("Prod_EU-1", "prod_eu-1"),
        ("langfuse", "default"),
        ("langfuse-prompt-experiment", "prompt-experiment"),
        ("langfuse_x", "x"),
        ("langfusey", "y"),
        ("a b", "default"),
        ("prod\n", "default"),
        ("größe", "default"),
        ("", "default"),
        ("x" * 41, "x" * 40),
    ],
)
def test_environments_are_short_lower_case_words(sent, stored):
    assert normal_environment(sent) == stored
