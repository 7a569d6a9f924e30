"""What to generate."""

from __future__ import annotations

from datetime import UTC, date, datetime

from engine.conditions.model import Model
from engine.errors import JornadaError
from resources.catalogue import msg

_LIMITS: dict[str, tuple[float, float]] = {
    "seed": (0, 2**63 - 1),
    "accounts": (1, 1_000_000),
    "people_per_account": (0, 200),
    "events_per_account": (0, 2_000),
    "dirt": (0, 1),
}
_MOST_DAYS = 3_660


class GeneratorSettings(Model):
    """The same settings give the same data. Numbers per account are means over all accounts.

    Events fall into [``start``, ``end``) in UTC. ``dirt`` is how much is wrong with the data:
    1 as real exports are (names blank, e-mail addresses missing, spaces at the end...), 0 nothing.
    """

    name: str = "Generated accounts"
    seed: int = 1
    accounts: int = 500
    people_per_account: float = 5.0
    events_per_account: float = 50.0
    start: date = date(2024, 10, 1)
    end: date = date(2025, 4, 1)
    dirt: float = 1.0

    def check(self) -> None:
        """Raise :class:`JornadaError` where a number is out of its range."""
        for field, (low, high) in _LIMITS.items():
            value = getattr(self, field)
            if not low <= value <= high:
                raise JornadaError(
                    "generate.out_of_range",
                    what=msg(f"generate.setting.{field}"),
                    value=value,
                    low=low,
                    high=high,
                )
        if self.events_per_account and not self.people_per_account:
            raise JornadaError("generate.nobody")
        if not 0 < (self.end - self.start).days <= _MOST_DAYS:
            raise JornadaError("generate.window", start=self.start, end=self.end)

    @property
    def window(self) -> tuple[int, int]:
        """The window as instants, in microseconds since 1970-01-01 UTC."""
        return _instant(self.start), _instant(self.end)


def _instant(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000
