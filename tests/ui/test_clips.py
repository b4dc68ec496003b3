"""The shipped clips: each text that can be spoken has one made of exactly this text, and each file can be played."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kiosk_app.ui import render
from kiosk_app.ui.clips import RATE, Clips, from_file, to_file
from kiosk_app.ui.mulaw import decoded

ROOT = Path(__file__).parents[2]
SOUNDS = ROOT / "assets" / "sounds"
MIB = 1 << 20


@pytest.fixture(scope="module")
def script() -> ModuleType:
    loader = importlib.machinery.SourceFileLoader("render_voice", str(ROOT / "packaging" / "render-voice"))
    spec = importlib.util.spec_from_loader("render_voice", loader)
    assert spec
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_nothing_needs_rendering(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["--check"]) == 0, capsys.readouterr().out + "run packaging/render-voice"


def test_every_text_has_its_clip_and_every_clip_can_be_heard(script: ModuleType) -> None:
    clips = Clips(SOUNDS)
    for language, texts in script.wanted().items():
        for text in texts:
            sound = clips.find(text, language)
            assert 0.1 < len(sound) / RATE < 12, text
            assert max(abs(decoded(byte)) for byte in set(sound)) > 20_000, text


def test_the_clips_are_small_enough_to_be_shipped() -> None:
    assert sum(path.stat().st_size for path in SOUNDS.rglob("*") if path.is_file()) < 12 * MIB


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_all_that_is_said_and_all_levels_are_there(script: ModuleType, language: str) -> None:
    texts = script.wanted()[language]
    form = json.loads((ROOT / "assets" / "form" / "2020-05.json").read_bytes())
    assert {level["name"][language] for level in form["levels"]} <= set(texts)
    assert len(texts) > len(form["items"]) + 36 + len(form["levels"])


def test_a_receipt_s_number_is_spelled_and_a_language_s_name_is_its_own() -> None:
    clips = Clips(SOUNDS)
    a, seven = clips.find("A", "zh-CN"), clips.find("7", "zh-CN")
    spelled = clips.find("A7-7", "zh-CN")
    assert a in spelled
    assert spelled.count(seven) == 2
    assert len(spelled) > len(a) + 2 * len(seven)
    assert clips.find("a", "zh-CN") == a
    assert clips.find("English", "zh-CN") == clips.find("English", "en")
    assert clips.find("您的评价已保存，\n将如实上报。", "zh-CN")


@pytest.mark.parametrize("text", ["", "no such text", "ABX", "A7-", "-", "a7"])
def test_what_has_no_clip_is_nothing(text: str) -> None:
    assert Clips(SOUNDS).find(text, "en") == b""
    assert Clips(SOUNDS).find(text, "../en") == b""


def test_an_installation_with_a_hole_is_silent_there(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "index.json").write_text('{"gone": "gone", "broken": "broken", "good": "good"}')
    (tmp_path / "en" / "broken.au").write_bytes(b"RIFF" + bytes(40))
    (tmp_path / "en" / "good.au").write_bytes(to_file(b"abc"))
    clips = Clips(tmp_path)
    assert [clips.find(text, "en") for text in ("gone", "broken", "good")] == [b"", b"", b"abc"]
    assert clips.tone() == b""
    (tmp_path / "fr").mkdir()
    for damaged in (b"{", b"\xff"):
        (tmp_path / "fr" / "index.json").write_bytes(damaged)
        assert Clips(tmp_path).find("good", "fr") == b"abc"


def test_a_file_is_a_header_and_samples() -> None:
    assert from_file(to_file(b"samples")) == b"samples"
    for broken in (b"", b".snd", b".snd" + bytes(20)):
        with pytest.raises(ValueError, match="no sound"):
            from_file(broken)


@pytest.mark.parametrize(
    ("text", "sounds"),
    [
        ("重庆银行长时间排队", "chong2 qing4 yin2 hang2 chang2 shi2 jian1 pai2 dui4"),
        ("好差评", "hao3 cha4 ping2"),
        ("一次，第一次不满意", "yi2 ci4 , di4 yi1 ci4 bu4 man3 yi4"),
        ("一窗受理，不是一样", "yi4 chuang1 shou4 li3 , bu2 shi4 yi2 yang4"),
        ("重选", "chong2 xuan3"),
        ("为您办理", "wei4 nin2 ban4 li3"),
        ("0", "ling2"),
        ("①、看 HTTP 吧", ", kan4 ba5"),
        ("统一", "tong3 yi1"),
    ],
)
def test_chinese_is_given_as_it_is_pronounced(text: str, sounds: str) -> None:
    assert render.phonetic(text, "zh-CN") == ("cmn-latn-pinyin", sounds)


def test_other_languages_are_given_as_they_are() -> None:
    assert render.phonetic("Please\n rate", "en") == ("en", "Please rate")
    assert render.phonetic("A", "en-GB") == ("en", "A.")
    assert render.phonetic("OK", "zh-CN") == ("en", "OK")
    # Who is in the wrong language finds the button to the right one by ear.
    assert render.phonetic("中文", "en") == ("cmn-latn-pinyin", "zhong1 wen2")
    assert render.phonetic("日本語", "ja") == ("ja", "日本語")
    assert render.phonetic("merci", "fr") == ("fr", "merci")


def test_each_reading_has_a_sound_for_each_sign() -> None:
    for text, sounds in render.READINGS.items():
        assert [bool(re.fullmatch("[a-z]+[1-5]", sound)) for sound in sounds.split()] == [True] * len(text), text


def test_a_text_is_rendered_in_a_process_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk_app.ui.render", "zh-CN"],
        input="中心自己的话".encode(),
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    assert len(from_file(done.stdout)) > RATE


@pytest.mark.parametrize(("text", "language"), [("…", "en"), ("hello", "xx")])
def test_what_cannot_be_rendered_is_one_line(text: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert render.main([language], text.encode()) == render.MISSING
    assert capsys.readouterr().err.count("\n") == 1


def test_without_espeak_it_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(render.CannotRender, match="apt-get install espeak-ng"):
        render.rendered("hello", "en")


def test_without_pypinyin_it_says_so_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    with pytest.raises(render.CannotRender, match="pip install"):
        render.rendered("你好", "zh-CN")
