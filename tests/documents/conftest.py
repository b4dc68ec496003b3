"""The project's contracts as documents: their sections, tables and blocks."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file."""

    text: str

    def section(self, title: str) -> str:
        """What stands under a heading of the second level."""
        _, found, rest = self.text.partition(f"\n## {title}\n")
        assert found, f"no section {title}"
        return rest.partition("\n## ")[0]

    def table(self, title: str, place: int = 0) -> list[list[str]]:
        """The rows of a section's table, without its head; cells without the marks of code."""
        tables = re.findall(r"^\|[^\n]*\n\|[-|]+\|\n((?:\|[^\n]*\n)+)", self.section(title), re.MULTILINE)
        return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in tables[place].splitlines()]

    def blocks(self, language: str) -> list[tuple[str, str]]:
        """Name and text of every block of that language, in order; "" for one without a name."""
        return [(name.strip(), text) for name, text in re.findall(rf"```{language}\b(.*)\n([^`]*)```", self.text)]

    def raw(self, name: str) -> bytes:
        """A JSON block as bytes, as it would come over the wire."""
        (text,) = [text for found, text in self.blocks("json") if found == name]
        return text.encode()

    def json(self, name: str) -> Any:
        """A JSON block."""
        return json.loads(self.raw(name))


@dataclass(frozen=True, slots=True)
class Contracts:
    """Both copies."""

    centre: Document
    counter: Document


@pytest.fixture(scope="session")
def contracts() -> Contracts:
    return Contracts(
        Document((ROOT / "kiosk_app/central/CENTRE.md").read_text(encoding="utf-8")),
        Document((ROOT / "kiosk_app/counter/COUNTER.md").read_text(encoding="utf-8")),
    )


@pytest.fixture(scope="session")
def source() -> Source:
    return Source()


class Source:
    """What stands in the program's own text, where it cannot be asked for."""

    def function(self, path: str, name: str) -> ast.AST:
        """The one function of that name in the files of a pattern."""
        functions = (ast.FunctionDef, ast.AsyncFunctionDef)
        nodes = [node for tree in self.trees(path) for node in ast.walk(tree)]
        (found,) = [node for node in nodes if isinstance(node, functions) and node.name == name]
        return found

    def trees(self, path: str) -> list[ast.AST]:
        """The files of a pattern, read."""
        return [ast.parse(file.read_text(encoding="utf-8")) for file in sorted(ROOT.glob(path))]

    def keys(self, path: str, name: str) -> list[str]:
        """The keys of the first dictionary written in a function."""
        written = [node for node in ast.walk(self.function(path, name)) if isinstance(node, ast.Dict)]
        return [str(key.value) for key in written[0].keys if isinstance(key, ast.Constant)]

    def every_key(self, path: str, name: str) -> set[str]:
        """The keys of all dictionaries written in a function, and the texts of its tuples."""
        nodes = [node for node in ast.walk(self.function(path, name)) if isinstance(node, ast.Dict | ast.Tuple)]
        written = [part for node in nodes for part in (node.keys if isinstance(node, ast.Dict) else node.elts)]
        return {part.value for part in written if isinstance(part, ast.Constant) and isinstance(part.value, str)}

    def calls(self, path: str, called: str, function: str | None = None) -> list[ast.Call]:
        """Every call of that name (or of that last name) in the files of a pattern, or in one function of them."""
        trees = self.trees(path) if function is None else [self.function(path, function)]
        calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
        return [call for call in calls if called == getattr(call.func, "id", getattr(call.func, "attr", None))]
