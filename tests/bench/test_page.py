"""The page that the benchmarks write: a section each, replaced whole, the others untouched."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def page() -> ModuleType:
    spec = importlib.util.spec_from_file_location("page", HERE / "page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_section_replaces_its_own_and_no_other(page: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "FIGURES.md"
    page.write_section(path, "outbox", "About the outbox.", "hold: 9 ok\n")
    page.write_section(path, "import", "About imports.", "import: 1 ok\n")
    page.write_section(path, "outbox", "About the outbox.", "hold: 7 OVER\n")
    text = path.read_text("utf-8")
    assert text.startswith("# Figures of the outbox\n")
    assert [line for line in text.splitlines() if line.startswith("## ")] == ["## import", "## outbox"]
    assert "import: 1 ok" in text
    assert "hold: 7 OVER" in text
    assert "hold: 9" not in text
    assert text.count(page.machine()) == 2
    again = text
    page.write_section(path, "outbox", "About the outbox.", "hold: 7 OVER\n")
    assert path.read_text("utf-8") == again
