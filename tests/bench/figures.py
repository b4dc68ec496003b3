"""Medians, percentiles and a line that says a ratio beside its limit."""

from __future__ import annotations

import statistics


def p(percent: float, values: list[float]) -> float:
    """The value below which so many per cent lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def median(values: list[float]) -> float:
    """The middle one."""
    return statistics.median(values)


def ratio_line(what: str, ours: float, yardstick: float, limit: float, unit: str) -> str:
    """One result: ours, the yardstick, their ratio and the limit it was given."""
    ratio = ours / yardstick
    verdict = "ok" if ratio <= limit else "OVER"
    return f"{what}: {ours:.1f} {unit} / {yardstick:.1f} {unit} = {ratio:.2f} × (limit {limit} ×) {verdict}"


def at_least_line(what: str, ours: float, yardstick: float, limit: float, unit: str) -> str:
    """The same where more is better: the ratio must reach the limit."""
    ratio = ours / yardstick
    verdict = "ok" if ratio >= limit else "OVER"
    return f"{what}: {ours:.0f} {unit} / {yardstick:.0f} {unit} = {ratio:.1f} × (at least {limit} ×) {verdict}"
