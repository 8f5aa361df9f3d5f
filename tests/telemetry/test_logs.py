"""Logs are one line an event, for people or for collectors."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from gatelight.settings import Settings
from gatelight.telemetry.logs import JsonFormatter, TextFormatter, logger, set_up_logs


def record(**facts: object) -> logging.LogRecord:
    made = logging.LogRecord("gatelight.x", logging.WARNING, "f.py", 1, "stored %d", (3,), None)
    made.created = 1_700_000_000.5
    made.__dict__.update(facts)
    return made


@pytest.fixture
def untouched_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_json_has_the_facts_beside_the_message() -> None:
    assert json.loads(JsonFormatter().format(record(project="p", events=3))) == {
        "time": "2023-11-14T22:13:20.500+00:00",
        "level": "warning",
        "logger": "gatelight.x",
        "message": "stored 3",
        "project": "p",
        "events": 3,
    }


def test_text_has_the_facts_after_the_message() -> None:
    assert TextFormatter().format(record(project="p")) == "22:13:20 warning stored 3 project=p"


@pytest.mark.parametrize("formatter", [JsonFormatter(), TextFormatter()])
def test_an_exception_is_part_of_the_entry(formatter: logging.Formatter) -> None:
    made = record()
    try:
        raise ValueError("no such thing")
    except ValueError as error:
        made.exc_info = (ValueError, error, error.__traceback__)
    assert "ValueError: no such thing" in formatter.format(made)


def test_level_and_form_are_settings(
    untouched_logging: None, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logs(Settings(log_level="warning", log_format="json"))
    logger("x").info("left out")
    logger("x").warning("kept", extra={"number": 1})
    (line,) = capsys.readouterr().err.splitlines()
    entry = json.loads(line)
    assert (entry["message"], entry["logger"], entry["number"]) == ("kept", "gatelight.x", 1)
