"""What the documents say exists: commands with their options, files, make targets, ranges of versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from kiosk_app import __version__, commands
from kiosk_app.commands import program
from kiosk_app.core.scene import SCENE_NAMES
from kiosk_app.settings import load_file

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHELL = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]
COMMANDS = [line for line in SHELL if line.startswith("hcp-kiosk ")]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.mark.parametrize("line", COMMANDS)
def test_the_readme_s_commands_are_understood(line: str) -> None:
    args = program().parse_args(line.split()[1:])
    assert callable(args.act)


def test_the_readme_shows_every_command() -> None:
    assert set(commands.COMMANDS) == {line.split()[1] for line in COMMANDS}


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake (\w+)", " ".join(re.findall(r"`(make \w+)`", README) + SHELL)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_readme_s_configuration_can_be_used(tmp_path: Path) -> None:
    block = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)[0]
    (tmp_path / "kiosk.toml").write_text(block, encoding="utf-8")
    assert load_file(tmp_path / "kiosk.toml").pads[0].profile == "ascii5"


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_and_pictures_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_the_version_is_one_and_every_dependency_has_a_range() -> None:
    assert PROJECT["version"] == __version__
    for dependency in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]:
        assert re.fullmatch(r"[A-Za-z0-9-]+>=[\d.]+,<[\d.]+", dependency), dependency
    assert "PySide6-Essentials>=6.8,<6.12" in PROJECT["dependencies"]


def test_the_licence_is_whole() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert PROJECT["license"] == "GPL-3.0-or-later"


def test_packaging_shadows_nothing() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists()


def test_the_gallery_shows_every_scene_once_at_least() -> None:
    page = ROOT / "kiosk_app" / "ui" / "GALLERY.md"
    shown = re.findall(r"!\[\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    assert all((page.parent / one).is_file() for one in shown)
    assert {Path(one).stem for one in shown} == set(SCENE_NAMES.values())
