"""The names of the package: told three times (type checker, `__all__`, running program), found when asked for."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import offline_queue

SOURCE = Path(offline_queue.__file__)


def _for_the_type_checker() -> set[tuple[str, str]]:
    """(module, name) of every import of the package's `__init__`, guarded or not."""
    found = ast.walk(ast.parse(SOURCE.read_text()))
    imports = [node for node in found if isinstance(node, ast.ImportFrom) and node.level == 1]
    return {(str(node.module), alias.name) for node in imports for alias in node.names}


def test_the_three_lists_are_one() -> None:
    told = _for_the_type_checker()
    lazy = {(home, name) for name, home in offline_queue._HOME_OF.items()}
    at_once = {("canonical", name) for name in ("START_OF_CHAIN", "canonical", "chain")}
    assert lazy | at_once == told
    assert {name for _, name in told} == set(offline_queue.__all__)


def test_every_name_is_found_where_it_is_said_to_be() -> None:
    for home, name in _for_the_type_checker():
        module = __import__(f"offline_queue.{home}", fromlist=[name])
        assert getattr(offline_queue, name) is getattr(module, name)
    assert set(offline_queue.__all__) <= set(dir(offline_queue))
    with pytest.raises(AttributeError, match="no attribute 'Outbax'"):
        offline_queue.Outbax  # type: ignore[attr-defined] # noqa: B018 - the misspelling is the point


def test_the_package_alone_loads_neither_database_nor_log() -> None:
    code = "import sys, offline_queue; print({'sqlite3', 'logging', 'dataclasses', 'tempfile'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_a_function_is_not_hidden_by_its_module() -> None:
    code = "import offline_queue.outbox, offline_queue; print(callable(offline_queue.canonical))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "True"
