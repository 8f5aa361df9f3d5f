"""One server for all SDKs of a worker: they must get along with each other's data. And the record
of what the tests prove (see matrix.py), which `make compat` writes anew."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator

import pytest
from tests.compat import matrix
from tests.server import RunningServer, running_server

RECORDING = bool(os.environ.get("RECORD_PROVEN"))
OUTCOMES: list[tuple[str, str, str]] = []


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("compat") / "data") as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that disagrees with the record fails: what it proves is not what the page says."""
    report = yield
    cells = matrix.cells_of(item)
    if report.when != "call" or report.failed or not cells:
        return report
    outcome = matrix.NONE if report.skipped else matrix.YES
    if RECORDING:
        OUTCOMES.extend((client, feature, outcome) for client, feature in cells)
    elif said := matrix.disagreement(cells, outcome):
        report.outcome = "failed"
        report.longrepr = said
    return report


def pytest_collection_finish(session: pytest.Session) -> None:
    if listing := os.environ.get("LIST_CELLS"):
        matrix.list_cells(listing, session.items)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if RECORDING and exitstatus == 0 and not session.config.option.collectonly:
        matrix.record(OUTCOMES)
