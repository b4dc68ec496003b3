"""Medians, percentiles and lines that say a figure beside its limit."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

MILLI, MICRO = 1e3, 1e6


def p(percent: float, values: list[float]) -> float:
    """The value below which so many per cent lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` took."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def ratio_line(what: str, ours: float, yardstick: float, limit: float, unit: str) -> str:
    """One result: ours, the yardstick, their ratio and the limit it was given."""
    ratio = ours / yardstick
    verdict = "ok" if ratio <= limit else "OVER"
    return f"{what}: {ours:.1f} {unit} / {yardstick:.1f} {unit} = {ratio:.3g} × (limit {limit:.3g} ×) {verdict}"


def bound_line(what: str, value: float, limit: float, unit: str) -> str:
    """One result that has a limit by itself."""
    return f"{what}: {value:.1f} {unit} (limit {limit:.0f} {unit}) {'ok' if value <= limit else 'OVER'}"


def at_least_line(what: str, ours: float, yardstick: float, limit: float, unit: str) -> str:
    """The same where more is better: the ratio must reach the limit."""
    ratio = ours / yardstick
    verdict = "ok" if ratio >= limit else "OVER"
    return f"{what}: {ours:.0f} {unit} / {yardstick:.0f} {unit} = {ratio:.1f} × (at least {limit} ×) {verdict}"
