"""The words a query may use for the columns of each list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from gatelight.core.observation import LEVELS, OBSERVATION_TYPES
from gatelight.errors import InvalidRequest
from gatelight.events.filters.model import FilterColumns, Kind
from gatelight.events.filters.observation_columns import OBSERVATION_FILTER_COLUMNS
from gatelight.events.filters.trace_columns import TRACE_FILTER_COLUMNS

Unit = Literal["", "seconds", "usd", "count"]
SCORES = "scores_avg"
_SHORT = {"env": "environment"}


@dataclass(frozen=True, slots=True)
class TextColumn:
    """A column under its short word. `column` is its id in the wire's language; `choices` are its
    only values; `counted` says that its values can be listed with counts."""

    word: str
    column: str
    kind: Kind
    about: str
    unit: Unit = ""
    choices: tuple[str, ...] = ()
    counted: bool = False


class TextColumns:
    """The words of one list; a column is also found by its id and names in the wire's language."""

    def __init__(self, columns: FilterColumns, words: Iterable[TextColumn]) -> None:
        self.filters = columns
        self.all = tuple(words)
        self._by_word = {each.word.lower(): each for each in self.all}
        self._by_column = {each.column: each for each in self.all}

    def find(self, word: str) -> TextColumn | None:
        found = self._by_word.get(_SHORT.get(word.lower(), word.lower()))
        if found is not None:
            return found
        try:
            return self._by_column.get(self.filters.find(word).id)
        except InvalidRequest:
            return None

    def near(self, word: str) -> tuple[str, ...]:
        """Words that may have been meant."""
        return tuple(get_close_matches(word.lower(), self._by_word, n=3, cutoff=0.6))


def _words(columns: FilterColumns, *rows: tuple[str, str, str, Unit, bool]) -> list[TextColumn]:
    choices = {"level": tuple(sorted(LEVELS)), "type": tuple(sorted(OBSERVATION_TYPES))}
    return [
        TextColumn(word, id, columns.find(id).kind, about, unit, choices.get(word, ()), counted)
        for word, id, about, unit, counted in rows
    ]


_SHARED: tuple[tuple[str, str, str, Unit, bool], ...] = (
    ("environment", "environment", "where it ran", "", True),
    ("user", "userId", "who it was for", "", True),
    ("session", "sessionId", "the conversation it belongs to", "", True),
    ("tag", "tags", "a tag of the trace", "", True),
    ("version", "version", "version given by the application", "", True),
    ("release", "release", "release of the application", "", True),
    ("id", "id", "its id", "", False),
    ("metadata", "metadata", "a metadata value by its key", "", False),
    ("input", "input", "text of the input", "", False),
    ("output", "output", "text of the output", "", False),
    ("cost", "totalCost", "cost in USD", "usd", False),
    ("inputCost", "inputCost", "cost of the input in USD", "usd", False),
    ("outputCost", "outputCost", "cost of the output in USD", "usd", False),
    ("latency", "latency", "from start to end", "seconds", False),
    ("tokens", "totalTokens", "tokens in all", "count", False),
    ("inputTokens", "inputTokens", "tokens of the input", "count", False),
    ("outputTokens", "outputTokens", "tokens of the output", "count", False),
    ("score", SCORES, "a score by its name", "", False),
)

TRACE_WORDS = TextColumns(
    TRACE_FILTER_COLUMNS,
    _words(
        TRACE_FILTER_COLUMNS,
        ("name", "name", "name of the trace", "", True),
        ("model", "models", "a model that was called", "", True),
        ("level", "level", "the worst level in the trace", "", True),
        ("type", "observationTypes", "a type of observation in it", "", True),
        ("key", "gatewayKeyAliases", "alias of the gateway key used", "", True),
        ("gatewayUser", "gatewayUserId", "owner of the gateway key used", "", False),
        ("gatewayTeam", "gatewayTeamId", "team of the gateway key used, by its id", "", False),
        *_SHARED,
        ("errors", "errorCount", "failed observations", "count", False),
        ("warnings", "warningCount", "observations with a warning", "count", False),
        ("observations", "observationCount", "observations in it", "count", False),
        ("bookmarked", "bookmarked", "bookmarked", "", False),
        ("public", "public", "shared by a public link", "", False),
        ("time", "timestamp", "when it began", "", False),
    ),
)

OBSERVATION_WORDS = TextColumns(
    OBSERVATION_FILTER_COLUMNS,
    _words(
        OBSERVATION_FILTER_COLUMNS,
        ("type", "type", "type of observation", "", True),
        ("name", "name", "name of the observation", "", True),
        ("model", "model", "the model that was called", "", True),
        ("level", "level", "its level", "", True),
        ("key", "gatewayKeyAlias", "alias of the gateway key used", "", True),
        ("team", "gatewayTeamAlias", "gateway team of the key", "", True),
        ("gatewayUser", "gatewayUserId", "owner of the gateway key used", "", False),
        ("gatewayTeam", "gatewayTeamId", "team of the gateway key used, by its id", "", False),
        ("prompt", "promptName", "prompt it was made from", "", True),
        ("trace", "traceName", "name of its trace", "", True),
        ("traceId", "traceId", "id of its trace", "", False),
        ("parent", "parentObservationId", "id of its parent", "", False),
        *_SHARED,
        ("status", "statusMessage", "its status message", "", False),
        ("ttft", "timeToFirstToken", "time to the first token", "seconds", False),
        ("speed", "tokensPerSecond", "output tokens a second", "count", False),
        ("promptVersion", "promptVersion", "version of the prompt", "count", False),
        ("tool", "calledToolNames", "a tool that was called", "", True),
        ("toolCalls", "toolCalls", "how many tools were called", "count", False),
        ("root", "isRootObservation", "has no parent", "", False),
        ("sdk", "ingestionSdkName", "SDK that sent it", "", True),
        ("source", "ingestionSource", "way it came in", "", True),
        ("service", "serviceName", "OpenTelemetry service", "", True),
        ("time", "startTime", "when it began", "", False),
    ),
)
