"""Who the imaginary team is and when it asks: everything follows from the day, so that the same day
is the same traffic however often it is made."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

PEOPLE = (
    "ada@shop.example",
    "grace@shop.example",
    "linus@shop.example",
    "margaret@shop.example",
    "tim@shop.example",
    "radia@shop.example",
    "barbara@shop.example",
)
TAG = "demo"
"""Every trace carries it."""
HOURS = (1, 1, 0, 0, 0, 1, 2, 5, 9, 12, 12, 10, 7, 10, 12, 12, 10, 8, 5, 4, 4, 3, 2, 1)
"""How busy the hours of a day (UTC) are, relative to each other."""
WEEKEND = 0.35
"""Of a weekday's traffic."""
BAD_DAY, BAD_HOURS = 3, range(13, 16)
"""On days that end in this digit, in these hours, a provider has trouble."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model and how fast it is: seconds to the first token, tokens a second."""

    name: str
    first: float
    speed: float


SMALL = Model("gpt-4o-mini", 0.35, 95)
LARGE = Model("gpt-4o", 0.6, 70)
CAREFUL = Model("claude-sonnet-4-5", 0.9, 62)
QUICK = Model("claude-haiku-4-5", 0.4, 120)


@dataclass(frozen=True, slots=True)
class Moment:
    """One request of somebody: `key` names it in ids, `dice` are its own."""

    key: str
    at: datetime
    dice: random.Random

    @property
    def is_troubled(self) -> bool:
        """Whether a provider has trouble just then."""
        return self.at.day % 10 == BAD_DAY and self.at.hour in BAD_HOURS


def moments(kind: str, day: date, count: int) -> list[Moment]:
    """`count` moments of a day (fewer at a weekend), spread as people work, in order. A larger
    count has those of a smaller one among its own."""
    if day.weekday() >= 5:
        count = round(count * WEEKEND)
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    found = []
    for number in range(count):
        key = f"{TAG}-{kind}-{day:%Y%m%d}-{number:03}"
        dice = random.Random(key)  # noqa: S311
        hour = dice.choices(range(24), HOURS)[0]
        at = midnight + timedelta(hours=hour, seconds=round(dice.uniform(0, 3599), 3))
        found.append(Moment(key, at, dice))
    return sorted(found, key=lambda moment: moment.at)


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
