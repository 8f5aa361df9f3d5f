"""What the administrator decided for the whole instance, over what its environment says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from gatelight.records.base import Base, JsonText, utc_now


class InstanceChoice(Base):
    """One decision by name; an absent one leaves the setting of the environment in force."""

    __tablename__ = "instance_choices"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JsonText)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
