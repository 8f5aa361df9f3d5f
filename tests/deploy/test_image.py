"""What the Dockerfile does, step by step, without a container engine: none was at hand.

The server's environment is made of the same lock by the same scripts, from the files the image
gets, and serves as user 10001 in a mount name space whose root is read-only but for /data's and
/tmp's stand-ins. The gateway, whose environment is a link here, runs read-only as well. That the
base images exist and that a build succeeds is not tested.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.deploy.tools import ROOT
from tests.gateway.running import VENV
from tests.ports import free_port
from tests.server import clean_environment, set_up_environment
from tests.waiting import wait_until_answers

pytestmark = pytest.mark.slow
DOCKERFILE = (ROOT / "Dockerfile").read_text()
ROOT_HERE = os.geteuid() == 0
USER = 10001 if ROOT_HERE else os.geteuid()
"""The image's; without root there is no other user to become than oneself."""
START_SECONDS = 240


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that another user can reach; pytest's own are its user's alone."""
    folder = Path(tempfile.mkdtemp(prefix="gatelight-image-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def stage(name: str) -> str:
    """The lines of a stage."""
    return re.split(rf"^FROM .* AS {name}$", DOCKERFILE, flags=re.M)[1].split("\nFROM ")[0]


@pytest.fixture(scope="module")
def environment(place: Path) -> Path:
    """/opt/gatelight of the image, made by the steps of the stage `packages`."""
    source = place / "src"
    for line in re.findall(r"^COPY (?!--from)(.+)$", stage("packages"), re.M):
        *copied, target = line.split()
        for name in copied:
            found = ROOT / name
            goal = source / (Path(found.name) if target == "./" else Path(target))
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(found, goal) if found.is_dir() else shutil.copy(found, goal)
    made = place / "opt"
    steps = re.findall(r"^RUN (.+)$", stage("packages"), re.M)
    assert len(steps) == 2
    for step in steps:
        command = step.replace("/opt/gatelight", str(made))
        python = "/usr/bin/python3" if Path("/usr/bin/python3").exists() else sys.executable
        subprocess.run(
            ["sh", "-c", command],
            cwd=source,
            env=os.environ | {"PYTHON": python},
            check=True,
            capture_output=True,
        )
    return made


def writable(place: Path, name: str) -> list[Path]:
    """Stand-ins for /data and /tmp, the container's user's."""
    made = [place / name / part for part in ("data", "tmp")]
    for folder in made:
        folder.mkdir(parents=True)
        if ROOT_HERE:
            os.chown(folder, USER, USER)
    return made


def closed(folders: list[Path], user: int, command: list[str]) -> list[str]:
    """`command` in a mount name space of its own in which only `folders` can be written to."""
    binds = " && ".join(f"mount --bind {folder} {folder}" for folder in folders)
    script = f'mount --make-rprivate / && {binds} && mount -o remount,ro,bind / && exec "$@"'
    name_space = ["unshare", "--mount"] if ROOT_HERE else ["unshare", "-r", "--mount"]
    drop = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--no-new-privs"]
    return [*name_space, "sh", "-c", script, "sh", *(drop if user and ROOT_HERE else []), *command]


@contextmanager
def running(
    command: list[str], url: str, variables: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=variables, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_until_answers(url, process, log, START_SECONDS)
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def image_variables(folders: list[Path]) -> dict[str, str]:
    """The image's own, with /data and /tmp at their stand-ins."""
    declared = re.findall(r"^(?:ENV|   ) ([A-Z_]+)=(\S+)", stage("server"), re.M)
    data, temporary = map(str, folders)
    made = {name: value.replace("/data", data) for name, value in declared if name != "PATH"}
    assert made["GATELIGHT_DATA_DIR"] == data
    return clean_environment() | made | {"HOME": temporary, "TMPDIR": temporary}


def test_the_server_runs_as_nobody_on_a_read_only_file_system(
    place: Path, environment: Path
) -> None:
    folders = writable(place, "server")
    refused = closed(folders, 0, ["touch", str(environment / "file")])
    assert subprocess.run(refused, capture_output=True, check=False).returncode != 0
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    variables = image_variables(folders) | set_up_environment()
    variables |= {"GATELIGHT_HOST": "127.0.0.1", "GATELIGHT_PORT": str(port)}
    command = closed(folders, USER, [str(environment / "bin" / "gatelight"), "serve"])
    with running(command, f"{url}/api/public/health", variables, place / "server.log") as process:
        status = Path(f"/proc/{process.pid}/status").read_text()
        assert re.search(rf"^Uid:\t{USER}\t{USER}\t{USER}", status, re.M)
        event = {
            "id": "event-1",
            "type": "trace-create",
            "timestamp": "2026-01-01T00:00:00Z",
            "body": {"id": "trace-1", "name": "from the image"},
        }
        with httpx.Client(base_url=url, auth=("pk-lf-test", "sk-lf-test"), timeout=60) as client:
            sent = client.post("/api/public/ingestion", json={"batch": [event]})
            assert sent.status_code == 207 and not sent.json()["errors"]
            assert client.get("/api/public/traces/trace-1").json()["name"] == "from the image"
            assert "<base" in client.get("/langfuse/").text  # the pages are in the wheel
        check = [str(environment / "bin" / "python"), "-m", "gatelight.deploy.alive"]
        assert subprocess.run([*check, f"{url}/api/public/health"], check=False).returncode == 0
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    assert "Application shutdown complete" in (place / "server.log").read_text()


def test_nothing_of_the_checkout_is_needed(environment: Path) -> None:
    """The package is installed, not linked to; what builds and edits is gone."""
    show = (
        "import gatelight, importlib.util as u; print(gatelight.__file__, u.find_spec('hatchling'))"
    )
    ran = subprocess.run(
        [environment / "bin" / "python", "-c", show], capture_output=True, text=True, check=True
    )
    assert ran.stdout.startswith(str(environment)) and ran.stdout.endswith("None\n")


def test_the_gateway_runs_on_a_read_only_file_system(place: Path) -> None:
    folders = writable(place, "gateway")
    port = free_port()
    variables = image_variables(folders) | {
        "GATELIGHT_GATEWAY_VENV": str(VENV),
        "GATELIGHT_GATEWAY_HOST": "127.0.0.1",
        "GATELIGHT_GATEWAY_PORT": str(port),
        "GATELIGHT_GATEWAY_MASTER_KEY": "sk-gl-master",
        "LANGFUSE_HOST": "http://127.0.0.1:9",
        "LANGFUSE_PUBLIC_KEY": "pk-lf-test",
        "LANGFUSE_SECRET_KEY": "sk-lf-test",
        "GATEWAY_YAML": "model_list: []",
        "GATELIGHT_GATEWAY_CONFIG": str(folders[0] / "gateway.yaml"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    # The command of the task definition, which writes the file it was given first.
    module = (ROOT / "deploy/terraform/modules/gateway/main.tf").read_text()
    found = re.search(r'command = \["sh", "-c", "(.+)"\]', module)
    assert found
    script = found[1].replace('\\"', '"').replace("/data", str(folders[0]))
    command = closed(folders, 0, ["sh", "-c", script])
    health = f"http://127.0.0.1:{port}/health/liveliness"
    with running(command, health, variables, place / "gateway.log"):
        models = httpx.get(
            f"http://127.0.0.1:{port}/v1/models",
            headers={"authorization": "Bearer sk-gl-master"},
            timeout=60,
            trust_env=False,
        )
        assert [model["id"] for model in models.json()["data"]] == ["gatelight-demo"]
