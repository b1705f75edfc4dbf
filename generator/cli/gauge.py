"""How far a stage is, how fast it goes, and what it has left: the words that bars and lines share."""

from __future__ import annotations

from collections import deque

_WINDOW = 10.0  # seconds whose pace is the pace now
_LEAST_SPAN = 0.5  # seconds below which a pace means nothing


class Gauge:
    """One stage while it is at work; times are those of any clock that only goes forward."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.unit = ""
        self.total: int | None = None
        self.count = 0
        self.seconds: float | None = None  # what it took, once it has ended
        self._samples: deque[tuple[float, int]] = deque()

    def begin(self, total: int | None, unit: str) -> None:
        """Begin, or begin again: the count goes on, and a total that was known stays known."""
        self.total = self.total if total is None else total
        self.unit = unit or self.unit
        self.seconds = None

    def sample(self, now: float) -> None:
        """Note how far the stage is, for its pace."""
        samples = self._samples
        samples.append((now, self.count))
        while len(samples) > 2 and samples[1][0] <= now - _WINDOW:
            samples.popleft()

    @property
    def pace(self) -> float | None:
        """Give the units a second of the last seconds; `None` while that cannot be told."""
        if len(self._samples) < 2:
            return None
        (start, before), (end, after) = self._samples[0], self._samples[-1]
        if end - start < _LEAST_SPAN or after == before:
            return None
        return (after - before) / (end - start)

    @property
    def seconds_left(self) -> float | None:
        """Give the seconds left at that pace; `None` when the total or the pace is not known."""
        pace = self.pace
        return (
            None if self.total is None or pace is None else max(self.total - self.count, 0) / pace
        )

    @property
    def share(self) -> float | None:
        """Give what is done of the total, 0 to 1; `None` when the total is not known."""
        return None if self.total is None else min(self.count / max(self.total, 1), 1.0)


def amount(gauge: Gauge) -> str:
    """Say what a stage that has ended did.

    >>> gauge = Gauge("render")
    >>> gauge.begin(10_907, "pages")
    >>> gauge.count, gauge.seconds = 10_907, 12.31
    >>> amount(gauge)
    '10,907 pages in 12.3 s, 886/s'
    """
    seconds = gauge.seconds or 0.0
    if not gauge.unit:
        return f"{seconds:.1f} s"
    rate = f", {per_second(gauge.count / seconds)}" if seconds >= _LEAST_SPAN else ""
    return f"{gauge.count:,} {gauge.unit} in {seconds:.1f} s{rate}"


def per_second(pace: float) -> str:
    """Write a pace.

    >>> per_second(1234.5), per_second(0.25)
    ('1,234/s', '0.2/s')
    """
    return f"{pace:,.0f}/s" if pace >= 10 else f"{pace:.1f}/s"


def clock(seconds: float) -> str:
    """Write seconds as minutes and hours.

    >>> clock(6.6), clock(3725)
    ('0:07', '1:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
